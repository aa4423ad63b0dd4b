import { challenge } from '../auth/bearer-challenge.ts';
import type { Caller } from '../auth/caller.ts';
import type { Scope } from '../auth/scopes.ts';
import type { Config } from '../config.ts';
import { Refusal } from '../errors/http-error.ts';
import { variablesOf } from '../mcp/definitions/define-resource.ts';
import type { Tool } from '../mcp/definitions/define-tool.ts';
import type { Surface } from '../mcp/definitions/server-features.ts';
import type { Message } from '../mcp/protocol/parse-request.ts';

/** What a message needs before it may be served. */
export interface Need {
  /** Nothing is served without one but what is `open`. */
  readonly scope?: Scope | undefined;
  readonly open?: boolean;
  readonly tool?: Tool;
  /** Whether it takes from the caller's limits; what reaches nothing remote does not. */
  readonly counted: boolean;
  /** Whether it changes nothing, so that no harm is done when it is served and not given out. */
  readonly onlyReads: boolean;
}

export function permissionsOf(surface: Surface, config: Pick<Config, 'mcpUrl' | 'scopePrefix'>) {
  // Maps, not objects: a name such as `constructor` must find nothing.
  const tools = new Map(surface.tools.map((tool) => [tool.name, tool]));
  const prompts = new Map(surface.prompts.map((prompt) => [prompt.name, prompt]));

  return {
    /** Reads from the body alone; the Mcp-Name header decides nothing. */
    neededFor({ request: { method, params = {} } }: Message): Need {
      switch (method) {
        case 'tools/call': {
          const tool = tools.get(params.name as string);
          if (!tool) return { open: true, counted: true, onlyReads: true };
          return { tool, scope: tool.scope, counted: true, onlyReads: tool.annotations.readOnlyHint };
        }
        case 'resources/read': {
          const uri = typeof params.uri === 'string' ? params.uri : '';
          const resource = surface.resources.find((resource) => variablesOf(resource.uri, uri));
          return { scope: resource ? resource.scope : 'read', counted: true, onlyReads: true };
        }
        case 'prompts/get': {
          const prompt = prompts.get(params.name as string);
          return { scope: prompt ? prompt.scope : 'read', counted: true, onlyReads: true };
        }
        case 'completion/complete':
          return { scope: 'read', counted: true, onlyReads: true };
        default:
          return { open: true, counted: false, onlyReads: true };
      }
    },

    /** 2025 clients know no step-up, so their tool calls are refused by call-tool.ts in words instead. */
    requireScope({ scope, open, tool }: Need, caller: Caller, { era }: Message): void {
      if (open || (scope && caller.scopes.has(scope)) || (tool && era === 'legacy')) return;
      const missing = scope ?? 'none that exists';
      const scopes = [...new Set([...caller.scopes, ...(scope ? [scope] : [])])];
      throw new Refusal(
        403,
        403,
        `This needs the scope "${missing}". Sign in again and ask for: ${scopes.join(' ')}.`,
        {
          data: { requiredScopes: [missing], grantedScopes: [...caller.scopes] },
          headers: { 'www-authenticate': challenge(config, { error: 'insufficient_scope', scopes }) },
        },
      );
    },
  };
}
