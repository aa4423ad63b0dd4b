import type { AccessDecision, AccessRights } from '../access/access-rights.ts';
import { challenge } from '../auth/bearer-challenge.ts';
import type { Caller } from '../auth/caller.ts';
import type { Scope } from '../auth/scopes.ts';
import type { Config } from '../config/config.ts';
import { HttpError } from '../errors/http-error.ts';
import type { HttpRequest } from '../http/messages.ts';
import type { Prompt } from '../mcp/definitions/define-prompt.ts';
import { variablesOf } from '../mcp/definitions/define-resource.ts';
import type { Tool } from '../mcp/definitions/define-tool.ts';
import type { ServerFeatures } from '../mcp/definitions/server-features.ts';
import { parseArguments } from '../mcp/methods/parse-arguments.ts';
import type { Message } from '../mcp/protocol/parse-request.ts';
import { emptyCatalog, type MountedCatalog, type MountedTool } from '../mounted-servers/mounted-catalog.ts';
import { suspect } from '../observability/request-context.ts';
import { messages } from '../text/messages.ts';

/** What a message needs before it may be served. */
export interface AuthorizationRequirement {
  /** Nothing is served without one but what is `open`. */
  readonly scope?: Scope | undefined;
  readonly open?: boolean;
  readonly tool?: Tool | MountedTool;
  /** What the access policy and the URL say of it, where they say anything. */
  readonly decision?: AccessDecision;
  /** Whether it takes from the caller's limits; what reaches nothing remote does not. */
  readonly rateLimited: boolean;
  /** Takes from the caller's total and not from the tool's own limit. */
  readonly isPreview?: boolean;
  /** Whether all it reaches is the table, whose writes wait for the limits, so that it may begin before they answer. */
  readonly beginsAhead: boolean;
}

export function createAuthorization(surface: ServerFeatures, config: Pick<Config, 'mcpUrl' | 'scopePrefix'>) {
  // Maps, not objects: a name such as `constructor` must find nothing.
  const tools = new Map(surface.tools.map((tool) => [tool.name, tool]));
  const prompts = new Map(surface.prompts.map((prompt) => [prompt.name, prompt]));

  return {
    /** Reads from the body alone; the Mcp-Name header decides nothing. */
    requirementFor(
      { request: { method, params = {} } }: Message,
      rights: AccessRights,
      mounted: MountedCatalog = emptyCatalog,
    ): AuthorizationRequirement {
      switch (method) {
        case 'tools/call': {
          const tool = tools.get(params.name as string);
          if (!tool) return requirementOfMounted(mounted.find(params.name), rights);
          return {
            tool,
            scope: tool.scope,
            decision: rights.tool(tool),
            rateLimited: true,
            isPreview: tool.isPreview?.(params) ?? false,
            beginsAhead: !tool.annotations.openWorldHint,
          };
        }
        case 'resources/read': {
          const uri = typeof params.uri === 'string' ? params.uri : '';
          const resource = surface.resources.find((resource) => variablesOf(resource.uri, uri));
          const decision = resource && rights.resource(uri);
          return {
            scope: resource ? resource.scope : 'read',
            ...(decision && { decision }),
            rateLimited: true,
            beginsAhead: !resource?.tellsQuotas,
          };
        }
        case 'prompts/get': {
          const prompt = prompts.get(params.name as string);
          const decision = prompt && decisionOnPrompt(prompt, params.arguments, rights);
          return {
            scope: prompt ? prompt.scope : 'read',
            ...(decision && { decision }),
            rateLimited: true,
            beginsAhead: true,
          };
        }
        case 'completion/complete':
          return {
            scope: 'read',
            decision: decisionOnReference(params.ref, rights),
            rateLimited: true,
            beginsAhead: true,
          };
        default:
          return { open: true, rateLimited: false, beginsAhead: true };
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
      const { scope, open, tool, decision } = requirement;
      const cannotStepUp = era === 'legacy' || challengeRenamed;
      const hasScope = open || (scope && caller.scopes.has(scope));
      if (hasScope && (decision?.allowed ?? true)) return requirement;
      suspect('refused_scope');
      if (tool && cannotStepUp) return { ...requirement, rateLimited: false };
      // No other sign-in would help, so there is no challenge.
      if (hasScope)
        throw new HttpError(403, 403, decision?.reason ?? messages.notPermitted, {
          data: { rule: decision?.rule },
        });
      const scopes = [...new Set([...caller.scopes, ...(scope ? [scope] : [])])];
      throw new HttpError(
        403,
        403,
        scope ? messages.requestNeedsScope(scope, scopes.join(' ')) : messages.noScopePermits,
        {
          data: { requiredScopes: scope ? [scope] : [], grantedScopes: [...caller.scopes] },
          headers: { 'www-authenticate': challenge(config, { error: 'insufficient_scope', scopes }) },
        },
      );
    },
  };
}

/** Of a prompt and of the documents that it brings along, which its arguments name. */
function decisionOnPrompt(prompt: Prompt, args: unknown, rights: AccessRights): AccessDecision {
  const { doc_id, ticket_id } = validArguments(prompt, args);
  const decisions = [
    rights.prompt(prompt.name),
    ...(typeof doc_id === 'string' ? [rights.resource(`policy://${doc_id}`)] : []),
    ...(typeof ticket_id === 'string' ? [rights.resource(`ticket://${ticket_id}`)] : []),
  ];
  return decisions.find(({ allowed }) => !allowed) ?? decisions[0]!;
}

/** As the prompt will read them; none when they are not valid, for which it has an error of its own. */
function validArguments({ arguments: schema }: Prompt, args: unknown): Readonly<Record<string, unknown>> {
  try {
    return parseArguments(schema, args);
  } catch {
    return {};
  }
}

/** What completes an argument tells what there is: it takes the right to what the argument is for. */
function decisionOnReference(reference: unknown, rights: AccessRights): AccessDecision {
  const { name, uri } = (reference ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof uri === 'string') return rights.template(uri);
  return typeof name === 'string' ? rights.prompt(name) : { allowed: true };
}

/** Whatever a tool of another server says of itself, it is not called before the limits have answered. */
function requirementOfMounted(tool: MountedTool | undefined, rights: AccessRights): AuthorizationRequirement {
  if (!tool) return { open: true, rateLimited: true, beginsAhead: true };
  return { tool, scope: tool.scope, decision: rights.tool(tool), rateLimited: true, beginsAhead: false };
}
