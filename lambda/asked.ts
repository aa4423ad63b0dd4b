import type { Call } from './call.ts';
import { quote } from './errors.ts';
import { maskText } from './masking.ts';
import type { Surface } from './mcp/catalog.ts';
import { unknownTool } from './telemetry/metric-names.ts';
import { followClient } from './telemetry/trace.ts';

/** A JSON-RPC message as far as it can be read. */
interface Asked {
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/** Notes in a call what its message asks for, for audit, metrics and trace; whether it will be served or not. */
export function askedNotes({ tools, prompts }: Surface) {
  const toolNames = new Set(tools.map(({ name }) => name));
  const promptNames = new Set(prompts.map(({ name }) => name));

  return { noteAsked, noteAskedIn };

  function noteAsked({ method, params = {} }: Asked, call: Call): void {
    const { _meta, name, uri } = params;
    followClient(call.trace, (_meta as Record<string, unknown> | undefined)?.traceparent);
    call.method = maskText(method, 60);
    if (method === 'tools/call') {
      call.target = known(toolNames, name);
      call.tool = typeof name === 'string' && toolNames.has(name) ? name : unknownTool;
      call.input = params.arguments;
    }
    if (method === 'prompts/get') {
      call.target = known(promptNames, name);
      call.input = params.arguments;
    }
    if (method === 'resources/read' && typeof uri === 'string') call.target = quote(uri);
    if (method === 'completion/complete') call.input = params.argument;
  }

  /** The same of a body that may be anything. */
  function noteAskedIn(body: string, call: Call): void {
    if (body.length > maxReadLength) return;
    try {
      const { method, params } = JSON.parse(body);
      if (typeof method === 'string') noteAsked({ method, params: params ?? {} }, call);
    } catch {
      // Not JSON, or no object: it asks for nothing that has a name.
    }
  }
}

const maxReadLength = 1_048_576;

function known(names: ReadonlySet<string>, name: unknown): string {
  if (typeof name !== 'string') return '""';
  return names.has(name) ? name : quote(name);
}
