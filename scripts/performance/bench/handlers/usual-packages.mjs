import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import serverlessExpress from '@codegenie/serverless-express';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import express from 'express';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as z from 'zod';

// The product's features with popular packages: token, limit per caller, table, log line, metrics.
const {
  TABLE_NAME: TableName,
  DYNAMODB_ENDPOINT: endpoint,
  OIDC_JWKS_URI: jwksUri,
  OIDC_ISSUER: issuer,
  OIDC_AUDIENCE: audience,
} = process.env;
const table = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint }));
const logger = new Logger({ serviceName: 'usual' });
const metrics = new Metrics({ namespace: 'usual', serviceName: 'usual' });
const keys = createRemoteJWKSet(new URL(jwksUri));

function createServer() {
  const server = new McpServer({ name: 'usual', version: '1.0.0' });
  const inputSchema = {
    message: z.string().min(1).max(500),
    times: z.number().int().min(1).max(5).default(1),
  };
  server.registerTool(
    'echo',
    { title: 'Echo', description: 'Says a message several times.', inputSchema },
    async ({ message, times }) => {
      await table.send(new GetCommand({ TableName, Key: { pk: 'DATA', sk: 'VERSION' } }));
      return { content: [{ type: 'text', text: message.repeat(times) }] };
    },
  );
  return server;
}

async function authenticate(request, response, next) {
  try {
    const token = request.headers.authorization?.replace(/^Bearer /, '');
    request.caller = (await jwtVerify(token, keys, { issuer, audience })).payload.sub;
    next();
  } catch {
    response.status(401).set('www-authenticate', 'Bearer').end();
  }
}

async function limit(request, response, next) {
  const minute = Math.floor(Date.now() / 60_000);
  const { Attributes } = await table.send(
    new UpdateCommand({
      TableName,
      Key: { pk: `USUAL#${request.caller}`, sk: String(minute) },
      UpdateExpression: 'ADD calls :one',
      ExpressionAttributeValues: { ':one': 1 },
      ReturnValues: 'ALL_NEW',
    }),
  );
  if (Attributes.calls > 1_000_000) response.status(429).end();
  else next();
}

const app = express();
app.post('/mcp', express.json(), authenticate, limit, async (request, response) => {
  const startedAt = Date.now();
  const server = createServer();
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: undefined,
    enableJsonResponse: true,
  });
  await server.connect(transport);
  await transport.handleRequest(request, response, request.body);
  await server.close();
  const { method, params } = request.body;
  const milliseconds = Date.now() - startedAt;
  logger.info('call', { caller: request.caller, method, tool: params?.name, milliseconds });
  metrics.addMetric('Calls', MetricUnit.Count, 1);
  metrics.addMetric('Latency', MetricUnit.Milliseconds, milliseconds);
  metrics.publishStoredMetrics();
});

export const handler = serverlessExpress({ app });
