import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';

export interface ScopeRules {
  /** Every scope by its full name; the last is the administrator's. */
  readonly scopes: readonly string[];
  /** Full names of scopes by the group of a company's identity provider; without it a federated person has all but admin. */
  readonly scopesByGroup?: Readonly<Record<string, readonly string[]>> | undefined;
}

type Handler = (event: PreTokenGenerationV2TriggerEvent) => Promise<PreTokenGenerationV2TriggerEvent>;

/** Invoked by Cognito before it issues a token. Only removes scopes, so that a client never gets one that is not its own. */
export function suppressScopes({ scopes, scopesByGroup }: ScopeRules): Handler {
  return async (event) => {
    const { userAttributes, groupConfiguration } = event.request;
    // A group of the user pool itself, managed by its administrators.
    if (groupConfiguration.groupsToOverride?.includes('admins')) return event;
    const granted = grantedScopes(userAttributes);
    // Also unrequested scopes: Cognito grants all scopes of the client when none is requested.
    event.response.claimsAndScopeOverrideDetails = {
      accessTokenGeneration: { scopesToSuppress: scopes.filter((scope) => !granted.includes(scope)) },
    };
    return event;
  };

  function grantedScopes(attributes: Readonly<Record<string, string | undefined>>): readonly string[] {
    // Others than federated people can write their own attributes.
    const isFederated = attributes['cognito:user_status'] === 'EXTERNAL_PROVIDER';
    if (!isFederated || !scopesByGroup) return scopes.slice(0, -1);
    return groupsIn(attributes['custom:groups'] ?? '').flatMap((group) =>
      Object.hasOwn(scopesByGroup, group) ? scopesByGroup[group]! : [],
    );
  }
}

/** Cognito keeps several values as one text: `["a","b"]` or `[a, b]`; a single one as it is. */
function groupsIn(text: string): readonly string[] {
  if (!text.startsWith('[') || !text.endsWith(']')) return [text];
  try {
    const values: unknown = JSON.parse(text);
    if (Array.isArray(values)) return values.filter((value) => typeof value === 'string');
  } catch {
    // Not JSON, so it is the other form.
  }
  return text.slice(1, -1).split(', ');
}
