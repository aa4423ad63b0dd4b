import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createAuditLog } from '../lambda/audit.ts';
import { readConfig } from '../lambda/config.ts';
import { allScopes } from '../lambda/scopes.ts';
import { fail } from './fail.ts';
import { createAuthorizationServer } from './local/authorization-server.ts';
import { createTable } from './local/create-table.ts';
import { startEmbeddedDynamoDB } from './local/embedded-dynamodb.ts';
import { createGateway, type Functions } from './local/gateway.ts';
import { mintToken } from './local/mint-token.ts';
import { installLambdaGlobal } from './local/response-stream.ts';
import { seedOnce } from './local/seed.ts';
import { serverEnvironment } from './local/server-environment.ts';
import { type LocalSettings, readLocalSettings, tokenAudience, tokenIssuer } from './local/settings.ts';
import { loadSigningKeys, type SigningKeys } from './local/signing-keys.ts';

/** Runs the real handler on this machine: embedded DynamoDB, own sign-in, and an adapter that does what API Gateway does. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { fresh: { type: 'boolean', default: false } } });
  const settings = readLocalSettings(process.env);
  if (values.fresh) await forget(settings);
  await mkdir(settings.dataDir, { recursive: true });

  const keys = await loadSigningKeys(settings.dataDir);
  const draft = serverEnvironment(
    process.env,
    settings,
    keys,
    process.env.DYNAMODB_ENDPOINT || 'http://127.0.0.1:1',
  );
  readConfig(draft); // a bad variable stops the start before anything is opened

  const database = process.env.DYNAMODB_ENDPOINT
    ? undefined
    : await startEmbeddedDynamoDB({ path: join(settings.dataDir, 'dynamodb') });
  const endpoint = database?.endpoint ?? process.env.DYNAMODB_ENDPOINT!;
  Object.assign(process.env, serverEnvironment(process.env, settings, keys, endpoint));
  const config = readConfig(process.env);
  await createTable(endpoint, config.tableName);
  await seedOnce(config);

  const functions = Promise.withResolvers<Functions>();
  const gateway = createGateway({
    config,
    functions: functions.promise,
    authorizationServer: settings.ownIssuer
      ? createAuthorizationServer({
          issuer: settings.origin,
          resource: config.mcpUrl,
          scopes: allScopes,
          keys,
          dataDir: settings.dataDir,
        })
      : undefined,
    record: createAuditLog(config).write,
  });
  gateway.listen(settings.port, settings.host);
  await once(gateway, 'listening');
  // Only now: as it starts, the handler asks this very server for the sign-in's keys.
  functions.resolve(await loadFunctions());
  await announce(settings, keys, (gateway.address() as AddressInfo).port);

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      gateway.close();
      gateway.closeIdleConnections();
      await database?.close();
      process.exit(0);
    });
  }
}

async function loadFunctions(): Promise<Functions> {
  installLambdaGlobal();
  const { handler } = await import('../lambda/handler.ts');
  const { handler: authorizer } = await import('../lambda/authorizer.ts');
  return { handler: handler as never, authorizer };
}

/** Begins anew, but keeps the keys: the tokens that clients hold stay good. */
async function forget({ dataDir }: LocalSettings): Promise<void> {
  for (const name of ['dynamodb', 'audit.jsonl', 'authorization-server.json']) {
    await rm(join(dataDir, name), { recursive: true, force: true });
  }
}

async function announce(
  { origin, ownIssuer }: LocalSettings,
  keys: SigningKeys,
  port: number,
): Promise<void> {
  const url = `${origin}/mcp`;
  const token = ownIssuer
    ? await mintToken(keys, {
        subject: 'alice',
        scope: allScopes.join(' '),
        audience: process.env.OIDC_AUDIENCE!.split(',').at(-1) ?? tokenAudience,
        issuer: tokenIssuer,
        expiresInSeconds: 12 * 3600,
        clientId: 'npm-start',
      })
    : '<a token of your issuer>';
  process.stdout.write(`
Ops Assistant is ready (port ${port}).

  URL    ${url}
  Token  ${token}

Claude Code    claude mcp add --transport http ops-assistant ${url} --header "Authorization: Bearer ${token}"
VS Code        code --add-mcp '${JSON.stringify({ name: 'ops-assistant', type: 'http', url })}'
Cursor         https://cursor.com/en/install-mcp?name=ops-assistant&config=${Buffer.from(JSON.stringify({ url })).toString('base64')}
Inspector      npx @modelcontextprotocol/inspector --cli ${url} --transport http --header "Authorization: Bearer ${token}" --method tools/list

Ctrl-C stops it; your data stays.
`);
}

await main().catch(fail);
