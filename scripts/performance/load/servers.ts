import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allScopes } from '../../../lambda/auth/scopes.ts';
import { mintToken } from '../../local/mint-token.ts';
import { tokenAudience, tokenIssuer } from '../../local/settings.ts';
import { loadSigningKeys } from '../../local/signing-keys.ts';

/** Several local servers, each a process of its own behind its own front door, on one table. */
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
    DYNAMODB_TIMEOUT_MS: '20000', // the one table is slow under all of them on a busy machine
    PORT: '0',
    LOG_LEVEL: 'ERROR', // what a mounted server does wrong is a warning
  };
  const urls: string[] = [];
  // One after the other: the first one makes the table and fills it.
  for (let number = 0; number < count; number++) {
    const server = cleanup.use(await startScript(['../../dev/start.ts'], environment));
    // It prints the address of its page, or of its endpoint.
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

/** Resolves when the script has printed the address at which it serves. */
async function startScript([script = '', ...args]: string[], environment: Record<string, string>) {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = () => child.kill();
  process.once('exit', kill); // also when the load ends in an error
  const address = await new Promise<string>((resolve, reject) => {
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed = printed.length < 10_000 ? printed + text : printed; // its log goes on, and is of no interest
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
