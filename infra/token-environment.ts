import type { Api } from './api.ts';
import type { Identity } from './identity.ts';
import type { Stage } from './stages.ts';

/** The part of lambda/config.ts that whoever checks a token needs, server and authorizer alike. */
export function tokenEnvironment(stage: Stage, api: Api, identity: Identity): Record<string, string> {
  return {
    STAGE: stage.name,
    LOG_LEVEL: stage.logLevel,
    PUBLIC_URL: api.publicUrl,
    SCOPE_PREFIX: identity.scopePrefix,
    ...identity.environment,
  };
}
