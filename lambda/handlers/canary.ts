import middy from '@middy/core';
import * as z from 'zod';
import { ConfigError } from '../config/config-error.ts';
import { createLogger } from '../observability/logger.ts';
import { createMetrics } from '../observability/metrics.ts';
import { createCanary } from './run-canary.ts';

const environment = z.object({
  STAGE: z.string(),
  MCP_URL: z.url(),
  ISSUER: z.url(),
  CLIENT_ID: z.string(),
  CLIENT_SECRET: z.string(),
  SCOPE: z.string(),
  AUDIENCE: z.string().optional(),
});

const parsed = environment.safeParse(process.env);
if (!parsed.success) throw new ConfigError(parsed.error.issues);
const { STAGE, MCP_URL, ISSUER, CLIENT_ID, CLIENT_SECRET, SCOPE, AUDIENCE } = parsed.data;

const logger = createLogger({ stage: STAGE, logLevel: 'INFO' });

/** Invoked by a timer; infra/monitoring/signals/canary.ts sets the variables. */
export const handler = middy({ requestEnd: () => logger.flush() }).handler(
  createCanary(
    {
      mcpUrl: MCP_URL,
      issuer: ISSUER,
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      scope: SCOPE,
      audience: AUDIENCE,
    },
    { metrics: createMetrics({ stage: STAGE, provisioned: true }), logger },
  ),
);
