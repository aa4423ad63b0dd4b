import { ToolError, type ToolErrorCode } from '../../errors/tool-error.ts';
import { mapText, type Text } from '../../text/language.ts';
import type { MountedTool } from '../mounted-catalog.ts';
import { failureTexts } from './failure-texts.ts';
import type { UpstreamFailure, UpstreamFailureKind } from './upstream-failure.ts';

/** With fixed texts: nothing of the server's answer, no address and no status reaches the caller. */
export function toToolError(tool: MountedTool, failure: UpstreamFailure): ToolError {
  const { server, fallback } = tool.server;
  const [message, hint] = wordsFor(tool)[failure.kind];
  return new ToolError(
    codeOf(tool, failure),
    mapText(message, (text) => `${server}: ${text}`),
    mapText(hint, (text) => (fallback ? `${fallback} ${text}` : text)),
  );
}

function codeOf({ server }: MountedTool, { kind, status }: UpstreamFailure): ToolErrorCode {
  if (kind === 'unauthorized' && status === 403 && server.auth.mode === 'token_exchange')
    return 'PERMISSION_DENIED';
  return kind === 'too_large' ? 'INVALID_ARGUMENT' : 'UNAVAILABLE';
}

function wordsFor({ server, annotations }: MountedTool): Record<UpstreamFailureKind, readonly [Text, Text]> {
  const { upstream, askOperators, otherToolsWork } = failureTexts;
  const withUncertainOutcome = (text: Text) =>
    annotations.readOnlyHint
      ? text
      : mapText(text, (sentence, language) => `${sentence} ${upstream.maybeDone[language]}`);
  return {
    unreachable: [withUncertainOutcome(upstream.unreachable), otherToolsWork],
    timeout: [withUncertainOutcome(upstream.timeout(server.timeout_ms)), otherToolsWork],
    http_status: [withUncertainOutcome(upstream.httpStatus), otherToolsWork],
    malformed: [withUncertainOutcome(upstream.malformed), askOperators],
    throttled: [upstream.throttled, otherToolsWork],
    too_large: [upstream.tooLarge(server.max_bytes), failureTexts.askForLess],
    unauthorized: [upstream.unauthorized, askOperators],
    blocked_address: [upstream.blockedAddress, askOperators],
    redirect: [upstream.redirect, askOperators],
    needs_input: [upstream.needsInput, failureTexts.useItThere],
  };
}
