import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy';
import { InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { ConfigError } from '../config/config-error.ts';
import { createLogger } from '../observability/logger.ts';
import { type ProgramClient, probe, signIn } from './mcp-probe.ts';

const environment = z.object({
  STAGE: z.string(),
  NEW_VERSION: z.string(),
  ISSUER: z.url().optional(),
  CLIENT_ID: z.string().optional(),
  CLIENT_SECRET: z.string().optional(),
  SCOPE: z.string().optional(),
  AUDIENCE: z.string().optional(),
});

const parsed = environment.safeParse(process.env);
if (!parsed.success) throw new ConfigError(parsed.error.issues);
const { STAGE, NEW_VERSION, ISSUER, CLIENT_ID, CLIENT_SECRET, SCOPE, AUDIENCE } = parsed.data;
const client: ProgramClient | undefined =
  ISSUER && CLIENT_ID && CLIENT_SECRET && SCOPE
    ? { issuer: ISSUER, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, scope: SCOPE, audience: AUDIENCE }
    : undefined;

const logger = createLogger({ stage: STAGE, logLevel: 'INFO' });
const lambda = new LambdaClient({});
const codedeploy = new CodeDeployClient({});

export interface LifecycleEvent {
  readonly DeploymentId: string;
  readonly LifecycleEventHookExecutionId: string;
}

/** CodeDeploy's hook before traffic: sends requests to the new version like a client, and reports whether it may take over. */
export async function handler({
  DeploymentId,
  LifecycleEventHookExecutionId,
}: LifecycleEvent): Promise<void> {
  const passed = await checkNewVersion().then(
    () => true,
    (error: unknown) => {
      logger.error('The new version failed', error);
      return false;
    },
  );
  await codedeploy.send(
    new PutLifecycleEventHookExecutionStatusCommand({
      deploymentId: DeploymentId,
      lifecycleEventHookExecutionId: LifecycleEventHookExecutionId,
      status: passed ? 'Succeeded' : 'Failed',
    }),
  );
  await logger.flush();
}

async function checkNewVersion(): Promise<void> {
  z.object({ status: z.literal('ok') }).parse(await ask('GET', '/health', {}, '', 200));
  const message = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
  await ask('POST', '/mcp', { 'content-type': 'application/json' }, message, 401);
  if (!client) return;
  const { value: token } = await signIn(client);
  await probe((headers, body) => ask('POST', '/mcp', headers, body, 200), token);
}

const responseStatus = z.object({ statusCode: z.number() });

/** Invokes the new version with an event as from API Gateway, and returns the body of its answer. */
async function ask(
  httpMethod: string,
  path: string,
  headers: Record<string, string>,
  body: string,
  expectedStatus: number,
): Promise<unknown> {
  const event = {
    resource: path,
    path,
    httpMethod,
    headers,
    multiValueHeaders: null,
    queryStringParameters: path === '/health' ? { deep: '1' } : null,
    requestContext: { requestId: crypto.randomUUID(), identity: {} },
    body,
    isBase64Encoded: false,
  };
  const answer = await invoke(JSON.stringify(event));
  // The Lambda runtime's framing: status and headers as JSON, eight zero bytes, the body.
  const end = answer.indexOf(Buffer.alloc(8));
  const { statusCode } = responseStatus.parse(
    JSON.parse(answer.subarray(0, Math.max(end, 0)).toString() || '{}'),
  );
  if (statusCode !== expectedStatus)
    throw new Error(`${httpMethod} ${path} was answered with ${statusCode}.`);
  return JSON.parse(answer.subarray(end + 8).toString());
}

async function invoke(payload: string): Promise<Buffer> {
  const { EventStream = [] } = await lambda.send(
    new InvokeWithResponseStreamCommand({ FunctionName: NEW_VERSION, Payload: Buffer.from(payload) }),
  );
  const chunks: Uint8Array[] = [];
  for await (const { PayloadChunk, InvokeComplete } of EventStream) {
    if (PayloadChunk?.Payload) chunks.push(PayloadChunk.Payload);
    if (InvokeComplete?.ErrorCode) throw new Error(`The new version crashed: ${InvokeComplete.ErrorCode}.`);
  }
  return Buffer.concat(chunks);
}
