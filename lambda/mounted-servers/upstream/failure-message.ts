import { ToolError, type ToolErrorCode } from '../../errors/tool-error.ts';
import type { MountedTool } from '../mounted-catalog.ts';
import type { UpstreamFailure, UpstreamFailureKind } from './upstream-failure.ts';

const askOperators = 'Tell the operators: `npm run servers -- check` shows what is wrong.';
const tryLater = 'Try again in a minute; everything else goes on.';

/** In our own words: nothing that the server said, no address and no status leaves with it. */
export function toToolError(tool: MountedTool, failure: UpstreamFailure): ToolError {
  const { server, fallback } = tool.server;
  const [message, hint] = wordsFor(tool)[failure.kind];
  const advice = fallback ? `${fallback} ${hint}` : hint;
  return new ToolError(codeOf(tool, failure), `${server}: ${message}`, advice);
}

function codeOf({ server }: MountedTool, { kind, status }: UpstreamFailure): ToolErrorCode {
  if (kind === 'unauthorized' && status === 403 && server.auth.mode === 'token_exchange')
    return 'PERMISSION_DENIED';
  return kind === 'too_large' ? 'INVALID_ARGUMENT' : 'UNAVAILABLE';
}

function wordsFor({
  server,
  annotations,
}: MountedTool): Record<UpstreamFailureKind, readonly [string, string]> {
  const done = annotations.readOnlyHint
    ? ''
    : ' Whether it did what was asked is not known: read it back before you try again.';
  return {
    unreachable: [`the server cannot be reached, or broke off.${done}`, tryLater],
    timeout: [`the server did not answer in time (${server.timeout_ms} ms).${done}`, tryLater],
    http_status: [`the server failed.${done}`, tryLater],
    malformed: [`the server gave no answer that can be read.${done}`, askOperators],
    throttled: ['the server takes no more calls for now. Nothing was done.', tryLater],
    too_large: [`the answer is larger than ${server.max_bytes} bytes.`, 'Ask for less.'],
    unauthorized: ['the server does not let us in. Nothing was done.', askOperators],
    blocked_address: ['its address is not allowed. Nothing was done.', askOperators],
    redirect: ['the server has moved. Nothing was done.', askOperators],
    needs_input: [
      'the tool asked back for input, progress or a task, which this server does not pass on.',
      'Use the tool at that server itself, or another one.',
    ],
  };
}
