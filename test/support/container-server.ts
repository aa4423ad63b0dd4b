import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { mintToken } from '../../scripts/local/mint-token.ts';
import { tokenAudience, tokenIssuer } from '../../scripts/local/settings.ts';
import { loadSigningKeys } from '../../scripts/local/signing-keys.ts';
import { freePort } from './server.ts';
import { patientMs, type TestTable } from './table.ts';

/** The server as a container runs it, without a sign-in of its own, on this table. */
export async function startContainerServer(
  { endpoint, tableName }: TestTable,
  env: Record<string, string> = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'ops-assistant-'));
  const keys = await loadSigningKeys(folder);
  const issuer = createServer((_, response) => response.end(JSON.stringify(keys.publicJwks)));
  await once(issuer.listen(0, '127.0.0.1'), 'listening');
  const [port, metricsPort] = [await freePort(), await freePort()];
  const origin = `http://127.0.0.1:${port}`;
  const script = join(import.meta.dirname, '../../lambda/handlers/container/serve.ts');
  const child = spawn(process.execPath, [script], {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      DYNAMODB_TIMEOUT_MS: String(patientMs),
      ...env,
      HOST: '127.0.0.1',
      PORT: String(port),
      METRICS_PORT: String(metricsPort),
      PUBLIC_URL: origin,
      OIDC_ISSUER: tokenIssuer,
      OIDC_AUDIENCE: tokenAudience,
      OIDC_JWKS_URI: `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/jwks`,
      SIGNING_SECRETS: keys.stateKeys.join(),
      DYNAMODB_ENDPOINT: endpoint,
      TABLE_NAME: tableName,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  await vi.waitUntil(() => output.includes('"Serving"') || child.exitCode !== null, { timeout: 240_000 });
  if (child.exitCode !== null) throw new Error(output);
  return {
    origin,
    url: `${origin}/mcp`,
    metricsPort,
    output: () => output,
    token: (scope: string) =>
      mintToken(keys, {
        subject: 'alice',
        scope,
        audience: tokenAudience,
        issuer: tokenIssuer,
        expiresInSeconds: 7_200,
        clientId: 'test',
      }),
    async stop(): Promise<void> {
      child.kill();
      await once(child, 'exit');
      issuer.closeAllConnections();
      issuer.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
