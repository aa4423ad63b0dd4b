import middy from '@middy/core';
import type { APIGatewayAuthorizerResult, APIGatewayTokenAuthorizerEvent } from 'aws-lambda';
import { createTokenVerifier, InvalidToken } from '../auth/verify-token.ts';
import { readConfig } from '../config/read-config.ts';
import { createLogger } from '../observability/logger.ts';
import { suspicionMetrics } from '../observability/metric-definitions.ts';
import { createMetrics } from '../observability/metrics.ts';

const config = readConfig(process.env);
/**
 * Without grace: API Gateway caches an Allow (`authorizerCacheSeconds`), and the function must not be the first to find
 * a token expired, because API Gateway renames the challenge of the function's 401.
 */
const tokens = createTokenVerifier(config, { expiryGraceSeconds: 0 });
export const metrics = createMetrics(config);
const logger = createLogger(config);

/**
 * API Gateway's token authorizer: rejects invalid tokens before the function runs. Its answer is cached for every
 * method, so it allows the whole stage; the function decides what a caller may do.
 */
export const handler = middy<APIGatewayTokenAuthorizerEvent, APIGatewayAuthorizerResult>({
  requestEnd: () => logger.flush(),
}).handler(async (event: APIGatewayTokenAuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
  try {
    const caller = await tokens.verify(event.authorizationToken);
    return decision('Allow', caller.id, event);
  } catch (error) {
    if (!(error instanceof InvalidToken)) {
      metrics.emit({ ErrorIssuerUnreachable: 1 });
      throw error;
    }
    // No audit record: the gateway's access log records every request that it rejects.
    const { message: reason, suspicion } = error;
    logger.info('Unauthorized', { reason, suspicion });
    metrics.emit({ AuthFailures: 1, ErrorUnauthorized: 1, ...suspicionMetrics(suspicion) });
    // Not the error "Unauthorized": API Gateway answers that like a missing token, and clients refresh on invalid_token only.
    return { ...decision('Deny', 'unknown', event), ...(suspicion && { context: { suspicion } }) };
  }
});

function decision(
  Effect: 'Allow' | 'Deny',
  principalId: string,
  { methodArn }: APIGatewayTokenAuthorizerEvent,
): APIGatewayAuthorizerResult {
  const [stage] = methodArn.match(/^[^/]+\/[^/]+/) ?? [methodArn];
  const Statement = [{ Action: 'execute-api:Invoke', Effect, Resource: `${stage}/*` }];
  return { principalId, policyDocument: { Version: '2012-10-17', Statement } };
}
