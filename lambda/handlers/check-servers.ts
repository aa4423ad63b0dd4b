import { readConfig } from '../config/read-config.ts';
import { createDynamoDB } from '../dynamodb/client.ts';
import { checkServers } from '../mounted-servers/inspection/check-servers.ts';
import { createInspector } from '../mounted-servers/inspection/create-inspector.ts';
import { createSecretReader } from '../mounted-servers/secrets.ts';
import { createLogger } from '../observability/logger.ts';
import { createMetrics } from '../observability/metrics.ts';
import { reportCheck } from './report-check.ts';

/** Without issuer and secrets: it verifies no token and signs nothing. */
const config = readConfig({
  ...process.env,
  OIDC_ISSUER: 'https://issuer.invalid',
  SIGNING_SECRETS: 'no-secret-as-nothing-is-signed-here',
});
const db = createDynamoDB(config);
const inspect = createInspector(config, createSecretReader(config));
const log = createLogger(config);
const metrics = createMetrics(config);

/** Invoked by a timer; the only function that may write the records of mounted servers. */
export async function handler(): Promise<void> {
  reportCheck(await checkServers(db, { inspect }), { log, metrics });
}
