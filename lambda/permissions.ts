import { challenge } from './auth/authenticate.ts';
import type { Caller } from './auth/verify-token.ts';
import type { Call } from './call.ts';
import type { Config } from './config.ts';
import { quote } from './errors.ts';
import { Refusal } from './http.ts';
import type { Surface } from './mcp/catalog.ts';
import type { Message } from './mcp/read-message.ts';
import { variablesOf } from './resource.ts';
import type { Scope } from './scopes.ts';
import { unknownTool } from './telemetry/metric-names.ts';
import { followClient } from './telemetry/trace.ts';
import type { Tool } from './tool.ts';

/** What a message needs before it may be served. */
export interface Need {
  readonly scope?: Scope;
  readonly tool?: Tool;
  /** Whether it takes from the caller's limits; what reaches nothing remote does not. */
  readonly counted: boolean;
}

export function permissionsOf(surface: Surface, config: Config) {
  // Maps, not objects: a name such as `constructor` must find nothing.
  const tools = new Map(surface.tools.map((tool) => [tool.name, tool]));
  const prompts = new Map(surface.prompts.map((prompt) => [prompt.name, prompt]));

  return {
    /** Reads from the body alone; the Mcp-Name header decides nothing. Notes in the call what was asked for. */
    neededFor({ request: { method, params = {} }, revision }: Message, call: Call): Need {
      call.revision = revision;
      call.method = method.slice(0, 60);
      followClient(call.trace, (params._meta as Record<string, unknown> | undefined)?.traceparent);
      const name = typeof params.name === 'string' ? params.name : '';
      switch (method) {
        case 'tools/call': {
          const tool = tools.get(name);
          call.target = tool?.name ?? quote(name);
          call.tool = tool?.name ?? unknownTool;
          call.input = params.arguments;
          return tool ? { tool, scope: tool.scope, counted: true } : { counted: true };
        }
        case 'resources/read': {
          const uri = typeof params.uri === 'string' ? params.uri : '';
          call.target = quote(uri);
          const scope = surface.resources.find((resource) => variablesOf(resource.uri, uri))?.scope;
          return { scope: scope ?? 'read', counted: true };
        }
        case 'prompts/get':
          call.target = prompts.has(name) ? name : quote(name);
          call.input = params.arguments;
          return { scope: prompts.get(name)?.scope ?? 'read', counted: true };
        case 'completion/complete':
          call.input = params.argument;
          return { scope: 'read', counted: true };
        default:
          return { counted: false };
      }
    },

    /** 2025 clients know no step-up, so their tool calls are refused by call-tool.ts in words instead. */
    requireScope({ scope, tool }: Need, caller: Caller, { era }: Message): void {
      if (!scope || caller.scopes.has(scope) || (tool && era === 'legacy')) return;
      const scopes = [...new Set([...caller.scopes, scope])];
      throw new Refusal(
        403,
        -32002,
        `This needs the scope "${scope}". Sign in again and ask for: ${scopes.join(' ')}.`,
        {
          data: { requiredScopes: [scope], grantedScopes: [...caller.scopes] },
          headers: { 'www-authenticate': challenge(config, { error: 'insufficient_scope', scopes }) },
        },
      );
    },
  };
}
