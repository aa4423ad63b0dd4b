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

/** The requirements of a message. */
export interface AuthorizationRequirement {
  /** Required unless the message is `open`. */
  readonly scope?: Scope | undefined;
  readonly open?: boolean;
  readonly tool?: Tool | MountedTool;
  /** The decision of the access policy and the URL, when they apply. */
  readonly decision?: AccessDecision;
  /** Counts against the caller's limits. False for methods that read nothing remote. */
  readonly rateLimited: boolean;
  /** Counts against the caller's total, but not against the tool's own limit. */
  readonly isPreview?: boolean;
  /** May start before the limit check has answered: it reaches only the table, whose writes wait for the check. */
  readonly runsDuringLimitCheck: boolean;
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
            runsDuringLimitCheck: !tool.annotations.openWorldHint,
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
            runsDuringLimitCheck: !resource?.dependsOnQuotas,
          };
        }
        case 'prompts/get': {
          const prompt = prompts.get(params.name as string);
          const decision = prompt && decisionOnPrompt(prompt, params.arguments, rights);
          return {
            scope: prompt ? prompt.scope : 'read',
            ...(decision && { decision }),
            rateLimited: true,
            runsDuringLimitCheck: true,
          };
        }
        case 'completion/complete':
          return {
            scope: 'read',
            decision: decisionOnReference(params.ref, rights),
            rateLimited: true,
            runsDuringLimitCheck: true,
          };
        default:
          return { open: true, rateLimited: false, runsDuringLimitCheck: true };
      }
    },

    /**
     * Throws 403, or returns what remains to be enforced. A tool call whose client cannot follow a step-up challenge
     * passes without limits: call-tool.ts then rejects it with an error that the model reads.
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
      // Without a challenge, because another sign-in would not help.
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

/** The decision on a prompt and on the documents that its arguments name: the first refusal wins. */
function decisionOnPrompt(prompt: Prompt, args: unknown, rights: AccessRights): AccessDecision {
  const { doc_id, ticket_id } = validArguments(prompt, args);
  const decisions = [
    rights.prompt(prompt.name),
    ...(typeof doc_id === 'string' ? [rights.resource(`policy://${doc_id}`)] : []),
    ...(typeof ticket_id === 'string' ? [rights.resource(`ticket://${ticket_id}`)] : []),
  ];
  return decisions.find(({ allowed }) => !allowed) ?? decisions[0]!;
}

/** As the prompt will parse them; empty when they are invalid, which the prompt itself reports. */
function validArguments({ arguments: schema }: Prompt, args: unknown): Readonly<Record<string, unknown>> {
  try {
    return parseArguments(schema, args);
  } catch {
    return {};
  }
}

/** Completions reveal what exists, so they need the right to what the argument belongs to. */
function decisionOnReference(reference: unknown, rights: AccessRights): AccessDecision {
  const { name, uri } = (reference ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof uri === 'string') return rights.template(uri);
  return typeof name === 'string' ? rights.prompt(name) : { allowed: true };
}

/** A tool of another server never runs before the limit check has passed, whatever its annotations claim. */
function requirementOfMounted(tool: MountedTool | undefined, rights: AccessRights): AuthorizationRequirement {
  if (!tool) return { open: true, rateLimited: true, runsDuringLimitCheck: true };
  return {
    tool,
    scope: tool.scope,
    decision: rights.tool(tool),
    rateLimited: true,
    runsDuringLimitCheck: false,
  };
}
