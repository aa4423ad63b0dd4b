import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { mintToken, type TokenRequest } from '../../scripts/local/mint-token.ts';
import { tokenAudience, tokenIssuer } from '../../scripts/local/settings.ts';
import { loadSigningKeys } from '../../scripts/local/signing-keys.ts';
import { patientMs } from './table.ts';

/** A running `npm start`, on a port and a data directory of its own. */
export interface RunningServer {
  readonly url: string;
  readonly origin: string;
  readonly dataDir: string;
  /** A token as `npm run token` prints it. */
  token(request?: Partial<TokenRequest>): Promise<string>;
  /** All that it has written to stdout and stderr so far. */
  output(): string;
  auditRecords(): Promise<Record<string, unknown>[]>;
  /** Sends the signal and resolves with the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

interface StartOptions {
  /** Ends the start, or the server, this long after it began. */
  readonly killAfterMs?: number;
  /** No file may grow beyond this many blocks of 1,024 bytes, as if the disk were full. */
  readonly fileSizeBlocks?: number;
}

const startScript = resolve(import.meta.dirname, '../../scripts/dev/start.ts');

/** Starts the server and waits until it is ready; throws with its output when it ends before that. */
export async function startServer(
  env: Record<string, string> = {},
  dataDir?: string,
  args: readonly string[] = [],
  { killAfterMs, fileSizeBlocks }: StartOptions = {},
): Promise<RunningServer> {
  const ownDataDir = dataDir ?? (await mkdtemp(join(tmpdir(), 'ops-assistant-')));
  const port = env.PORT ?? String(await freePort());
  const command = [process.execPath, startScript, ...args];
  if (fileSizeBlocks) command.unshift('bash', '-c', `ulimit -f ${fileSizeBlocks} && exec "$@"`, 'limited');
  const child = spawn(command[0]!, command.slice(1), {
    env: { ...process.env, DYNAMODB_TIMEOUT_MS: String(patientMs), ...env, PORT: port, DATA_DIR: ownDataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  let output = '';
  let isReady = false;
  const ready = new Promise<void>((resolve, reject) => {
    const hear = (text: string) => {
      output += text;
      // Searched until then only: each search copies all that there is.
      if (!isReady && output.includes('is ready')) {
        isReady = true;
        resolve();
      }
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.once('exit', (code) => reject(new ServerEnded(code, output)));
  });
  await ready;

  const origin = `http://127.0.0.1:${port}`;
  return {
    url: `${origin}/mcp`,
    origin,
    dataDir: ownDataDir,
    async token(request = {}) {
      return mintToken(await loadSigningKeys(ownDataDir), {
        subject: 'alice',
        scope: 'read write',
        audience: tokenAudience,
        issuer: tokenIssuer,
        expiresInSeconds: 600,
        clientId: 'test',
        ...request,
      });
    },
    output: () => output,
    async auditRecords() {
      // A record is written after its answer was sent: by the next answer it is there.
      await fetch(`${origin}/health`).catch(() => {});
      const text = await readFile(join(ownDataDir, 'audit.jsonl'), 'utf8').catch(() => '');
      return text.split('\n').flatMap((line) => (line ? [JSON.parse(line)] : []));
    },
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null) return child.exitCode;
      const exit = once(child, 'exit');
      child.kill(signal);
      const [code] = await exit;
      if (dataDir === undefined) await rm(ownDataDir, { recursive: true, force: true });
      return code;
    },
  };
}

export class ServerEnded extends Error {
  readonly code: number | null;
  readonly output: string;
  constructor(code: number | null, output: string) {
    super(`The server ended with ${code} before it was ready:\n${output}`);
    this.code = code;
    this.output = output;
  }
}

/** Below the ports that the system gives to connections, since one of these may take it before the server does. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
