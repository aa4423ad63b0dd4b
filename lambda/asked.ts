import type { Call } from './call.ts';
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
export function askedNotes({ tools }: Surface) {
  const toolNames = new Set(tools.map(({ name }) => name));

  return { noteAsked, noteAskedIn };

  function noteAsked({ method, params = {} }: Asked, call: Call): void {
    const { _meta, name, uri, argument } = params;
    followClient(call.trace, (_meta as Record<string, unknown> | undefined)?.traceparent);
    call.method = maskText(method, shownOfName);
    const target = method === 'resources/read' ? uri : name;
    if (typeof target === 'string') call.target = maskText(target, shownOfName);
    const input = params.arguments ?? argument;
    if (input !== undefined) call.input = input;
    if (method === 'tools/call') call.tool = toolNames.has(name as string) ? (name as string) : unknownTool;
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
const shownOfName = 100;
