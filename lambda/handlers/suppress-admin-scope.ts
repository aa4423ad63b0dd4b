import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';

type Handler = (event: PreTokenGenerationV2TriggerEvent) => Promise<PreTokenGenerationV2TriggerEvent>;

/** Called by Cognito before it issues a token: only members of the group `admins` get the scope that is named here. */
export function suppressAdminScope(adminScope: string): Handler {
  return async (event) => {
    const groups = event.request.groupConfiguration.groupsToOverride ?? [];
    if (groups.includes('admins')) return event;
    // Whether it was asked for or not: Cognito gives a client that asks for nothing all of its scopes.
    event.response.claimsAndScopeOverrideDetails = {
      accessTokenGeneration: { scopesToSuppress: [adminScope] },
    };
    return event;
  };
}
