import type { Stage } from '../config/stages.ts';
import type { Identity } from '../identity/identity-provider.ts';
import type { Api } from './rest-api.ts';

/** The part of lambda/config/environment-schema.ts that every token verifier needs: the server and the authorizer. */
export function tokenEnvironment(stage: Stage, api: Api, identity: Identity): Record<string, string> {
  return {
    STAGE: stage.name,
    LOG_LEVEL: stage.logLevel,
    METRICS: stage.metrics,
    PUBLIC_URL: api.publicUrl,
    SCOPE_PREFIX: identity.scopePrefix,
    ...identity.environment,
  };
}
