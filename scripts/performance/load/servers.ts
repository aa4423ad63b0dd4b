import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allScopes } from '../../../lambda/auth/scopes.ts';
import { mintToken } from '../../local/mint-token.ts';
import { tokenAudience, tokenIssuer } from '../../local/settings.ts';
import { loadSigningKeys } from '../../local/signing-keys.ts';

/** Several local servers on one table, each in a separate process with its own front door. */
export interface Servers extends AsyncDisposable {
  readonly urls: readonly string[];
  /** The endpoint of their DynamoDB. */
  readonly table: string;
  token(subject: string): Promise<string>;
}

export async function startServers(count: number): Promise<Servers> {
  const dataDir = await mkdtemp(join(tmpdir(), 'load-'));
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => rm(dataDir, { recursive: true, force: true }));

  const keys = await loadSigningKeys(dataDir);
  const table = cleanup.use(await startScript(['../../dev/dynamodb.ts', '--port', '0'], {}));
  const environment = {
    DATA_DIR: dataDir,
    DYNAMODB_ENDPOINT: table.address,
    DYNAMODB_TIMEOUT_MS: '20000', // on a busy machine, the shared table is slow
    PORT: '0',
    LOG_LEVEL: 'ERROR', // errors of a mounted server are warnings
  };
  const urls: string[] = [];
  // The first server must create and fill the table before the others start.
  for (let number = 0; number < count; number++) {
    const server = cleanup.use(await startScript(['../../dev/start.ts'], environment));
    // The server prints the address of its page, or of its endpoint.
    urls.push(new URL('/mcp', server.address).href);
  }

  const stop = cleanup.move();
  return {
    urls,
    table: table.address,
    token: (subject) =>
      mintToken(keys, {
        subject,
        scope: allScopes.join(' '),
        audience: tokenAudience,
        issuer: tokenIssuer,
        expiresInSeconds: 3_600,
        clientId: 'load',
      }),
    [Symbol.asyncDispose]: () => stop.disposeAsync(),
  };
}

/** Resolves with the address that the script prints. */
async function startScript([script = '', ...args]: string[], environment: Record<string, string>) {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = () => child.kill();
  process.once('exit', kill); // also if the load test fails
  const address = await new Promise<string>((resolve, reject) => {
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed = printed.length < 10_000 ? printed + text : printed; // later log output is not needed
      const found = /http:\/\/127\.0\.0\.1:\d+(?:\/mcp)?/.exec(printed)?.[0];
      if (found) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}: ${printed}`)));
  });
  return {
    address,
    async [Symbol.asyncDispose]() {
      process.off('exit', kill);
      const exit = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await exit;
    },
  };
}
