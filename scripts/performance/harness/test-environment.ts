import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeOptions } from '../../../infra/compute/esbuild-options.ts';
import { allScopes } from '../../../lambda/auth/scopes.ts';
import { readConfig } from '../../../lambda/config/read-config.ts';
import { createTable } from '../../../lambda/handlers/container/create-table.ts';
import { tools } from '../../../lambda/tools/index.ts';
import { seedOnce } from '../../dev/seed.ts';
import { mintToken } from '../../local/mint-token.ts';
import { loadSigningKeys, type SigningKeys } from '../../local/signing-keys.ts';

/** The function's surroundings: a table with the sample data, and an issuer with its keys. */
export interface TestEnvironment extends AsyncDisposable {
  /** The function's variables, as the stack would set them. */
  readonly environment: Readonly<Record<string, string>>;
  readonly endpoint: string;
  /** The same table through a proxy that answers at once. */
  readonly instantEndpoint: string;
  /** A token for a person with all scopes, valid for hours. */
  token(subject: string): Promise<string>;
}

const audience = 'https://bench.example/mcp';

/** Starts the table in a separate process, so that the measuring process does not slow it down. */
export async function startTestEnvironment(): Promise<TestEnvironment> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const keys = await loadSigningKeys(folder);
  const issuer = await startIssuer(keys);
  const store = await startServer('../../dev/dynamodb.ts', '--port', '0');
  const instantStore = await startServer('instant-store.ts', store.endpoint);
  const environment = {
    STAGE: 'bench',
    NODE_OPTIONS: nodeOptions,
    TABLE_NAME: 'bench',
    DYNAMODB_ENDPOINT: store.endpoint,
    PUBLIC_URL: 'https://bench.example',
    OIDC_ISSUER: issuer.url,
    OIDC_AUDIENCE: audience,
    OIDC_JWKS_URI: `${issuer.url}/jwks`,
    SIGNING_SECRETS: 'a secret that only the benchmark ever uses',
    ...unlimited,
  };
  await createTable(store.endpoint, environment.TABLE_NAME);
  await seedOnce(readConfig(environment));

  return {
    environment,
    endpoint: store.endpoint,
    instantEndpoint: instantStore.endpoint,
    token: (subject) =>
      mintToken(keys, {
        subject,
        scope: allScopes.join(' '),
        audience,
        issuer: issuer.url,
        expiresInSeconds: 12 * 3_600,
        clientId: 'bench',
      }),
    async [Symbol.asyncDispose]() {
      issuer.close();
      instantStore.stop();
      store.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The limiter runs for every call, and allows all of them. */
const unlimited = Object.fromEntries(
  ['caller', ...tools.map(({ name }) => name)].map((name) => [
    `LIMIT_${name.toUpperCase()}_PER_MINUTE`,
    '100000',
  ]),
);

async function startIssuer(keys: SigningKeys) {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(keys.publicJwks));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Starts a script that prints its address. */
async function startServer(script: string, ...args: string[]) {
  const path = join(import.meta.dirname, script);
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('exit', () => child.kill()); // also if the benchmark fails
  const [greeting] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const endpoint = /http:\/\/[\d.:]+/.exec(greeting)?.[0];
  if (!endpoint) throw new Error(`${script} printed no address but: ${greeting}`);
  return { endpoint, stop: () => child.kill('SIGTERM') };
}
