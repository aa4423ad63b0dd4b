import { challenge } from '../auth/bearer-challenge.ts';
import type { Caller } from '../auth/caller.ts';
import type { Scope } from '../auth/scopes.ts';
import type { Config } from '../config.ts';
import { HttpError } from '../errors/http-error.ts';
import type { HttpRequest } from '../http/messages.ts';
import { variablesOf } from '../mcp/definitions/define-resource.ts';
import type { Tool } from '../mcp/definitions/define-tool.ts';
import type { ServerFeatures } from '../mcp/definitions/server-features.ts';
import type { Message } from '../mcp/protocol/parse-request.ts';
import { emptyCatalog, type MountedCatalog, type MountedTool } from '../mounted-servers/mounted-catalog.ts';

/** What a message needs before it may be served. */
export interface AuthorizationRequirement {
  /** Nothing is served without one but what is `open`. */
  readonly scope?: Scope | undefined;
  readonly open?: boolean;
  readonly tool?: Tool | MountedTool;
  /** Whether it takes from the caller's limits; what reaches nothing remote does not. */
  readonly rateLimited: boolean;
  /** Takes from the caller's total and not from the tool's own limit. */
  readonly isPreview?: boolean;
  /** Whether it changes nothing, so that no harm is done when it is served and not given out. */
  readonly readOnly: boolean;
}

export function createAuthorization(surface: ServerFeatures, config: Pick<Config, 'mcpUrl' | 'scopePrefix'>) {
  // Maps, not objects: a name such as `constructor` must find nothing.
  const tools = new Map(surface.tools.map((tool) => [tool.name, tool]));
  const prompts = new Map(surface.prompts.map((prompt) => [prompt.name, prompt]));

  return {
    /** Reads from the body alone; the Mcp-Name header decides nothing. */
    requirementFor(
      { request: { method, params = {} } }: Message,
      mounted: MountedCatalog = emptyCatalog,
    ): AuthorizationRequirement {
      switch (method) {
        case 'tools/call': {
          const tool = tools.get(params.name as string);
          if (!tool) return requirementOfMounted(mounted.find(params.name));
          return {
            tool,
            scope: tool.scope,
            rateLimited: true,
            isPreview: tool.isPreview?.(params) ?? false,
            readOnly: readsOnlyHere(tool),
          };
        }
        case 'resources/read': {
          const uri = typeof params.uri === 'string' ? params.uri : '';
          const resource = surface.resources.find((resource) => variablesOf(resource.uri, uri));
          return { scope: resource ? resource.scope : 'read', rateLimited: true, readOnly: true };
        }
        case 'prompts/get': {
          const prompt = prompts.get(params.name as string);
          return { scope: prompt ? prompt.scope : 'read', rateLimited: true, readOnly: true };
        }
        case 'completion/complete':
          return { scope: 'read', rateLimited: true, readOnly: true };
        default:
          return { open: true, rateLimited: false, readOnly: true };
      }
    },

    /**
     * Returns what remains to be enforced. Where no client can follow a step-up challenge, call-tool.ts refuses a tool
     * call with an error that the model reads; a refusal takes nothing from the limits.
     */
    authorize(
      requirement: AuthorizationRequirement,
      caller: Caller,
      { era }: Message,
      { challengeRenamed }: Pick<HttpRequest, 'challengeRenamed'> = {},
    ): AuthorizationRequirement {
      const { scope, open, tool } = requirement;
      const cannotStepUp = era === 'legacy' || challengeRenamed;
      if (open || (scope && caller.scopes.has(scope))) return requirement;
      if (tool && cannotStepUp) return { ...requirement, rateLimited: false };
      const scopes = [...new Set([...caller.scopes, ...(scope ? [scope] : [])])];
      throw new HttpError(
        403,
        403,
        scope
          ? `This needs the scope "${scope}". Sign in again and ask for: ${scopes.join(' ')}.`
          : 'No scope permits this.',
        {
          data: { requiredScopes: scope ? [scope] : [], grantedScopes: [...caller.scopes] },
          headers: { 'www-authenticate': challenge(config, { error: 'insufficient_scope', scopes }) },
        },
      );
    },
  };
}

/** Whatever a tool of another server says of itself, it is not called before the limits have answered. */
function requirementOfMounted(tool: MountedTool | undefined): AuthorizationRequirement {
  if (!tool) return { open: true, rateLimited: true, readOnly: true };
  return { tool, scope: tool.scope, rateLimited: true, readOnly: false };
}

/** What asks other servers takes from their limits, and is not run before ours have answered. */
function readsOnlyHere({ annotations: { readOnlyHint, openWorldHint } }: Tool): boolean {
  return readOnlyHint && !openWorldHint;
}
