import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import packageJson from '../../package.json' with { type: 'json' };
import { defineCommand, runCommand } from '../../scripts/cli.ts';
import { type RunningServer, startServer } from '../support/server.ts';
import { checkClaudeCode } from './claude-code.ts';
import { type MatrixClient, matrixClients } from './clients.ts';
import type { Results } from './outcomes.ts';
import { pageOf, type Row } from './page.ts';

const run = promisify(execFile);
const folder = import.meta.dirname;
const docs = join(folder, '../../docs');

const command = defineCommand(
  'test:clients',
  "Connects other people's clients to a server of its own and writes docs/clients.md; installs them first.",
).action(async () => {
  if (!existsSync(join(folder, 'node_modules'))) {
    process.stdout.write('Installing the clients …\n');
    await run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: folder });
  }
  const server = await startServer();
  const limited = await startServer({ LIMIT_CALLER_PER_MINUTE: '3' });
  try {
    const rows: Row[] = [];
    for (const client of matrixClients) {
      process.stdout.write(`${client.title}\n`);
      rows.push(await rowOf(client, server, limited));
    }
    const claude = await checkClaudeCode(server);
    const date = new Date().toISOString().slice(0, 10);
    const finished = { date, serverVersion: packageJson.version, rows, claude };
    await writeFile(join(docs, 'clients.md'), pageOf(finished, 0));
    await writeFile(join(docs, 'ko/clients.md'), pageOf(finished, 1));
  } finally {
    await Promise.all([server.stop(), limited.stop()]);
  }
});

/** Each client in a process of its own: some of them keep theirs alive. */
async function rowOf(client: MatrixClient, server: RunningServer, limited: RunningServer): Promise<Row> {
  const { title, file, mode = '', package: name } = client;
  const subject = `${file}-${mode}`;
  const tokens = await Promise.all([server, limited].map((each) => each.token({ subject })));
  const args = ['steps.mjs', file, mode, server.url, limited.url, ...tokens];
  const { stdout } = await run(process.execPath, args, { cwd: folder, timeout: 120_000 });
  const results = JSON.parse(/^RESULT (.*)$/m.exec(stdout)![1]!) as Results;
  const revisions = (await server.auditRecords()).flatMap(({ sub, revision }) =>
    sub === subject && typeof revision === 'string' ? [revision] : [],
  );
  const manifest = join(folder, 'node_modules', name, 'package.json');
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  return { title, version, revisions: [...new Set(revisions)], results };
}

if (import.meta.main) await runCommand(command);
