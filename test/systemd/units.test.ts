import { execFile } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { mkdtempDisposable, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readListenAddress } from '../../lambda/handlers/container/listen-address.ts';
import { testWith } from '../support/programs.ts';
import { startTable } from '../support/table.ts';
import { createTestTicket } from '../support/tickets.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const units = globSync('infra/systemd/*', { cwd: root });
const services = ['ops-assistant', 'ops-assistant-store', 'ops-assistant-backup'];

testWith('systemd-analyze')('systemd finds no fault in the units', async () => {
  for (const unit of units) {
    const { stderr } = await run('systemd-analyze', ['verify', '--man=no', join(root, unit)]).catch(
      (error) => error,
    );
    // Programs and users of the server that the units are for are not on every machine.
    const faults = stderr
      .split('\n')
      .filter((line: string) => line && !/is not executable|not found|Failed to prepare/.test(line));
    expect(faults, unit).toEqual([]);
  }
});

testWith('systemd-analyze')(
  'the units that run Node are hardened: an exposure of 2 of 10 at most',
  async () => {
    for (const name of services) {
      const unit = join(root, `infra/systemd/${name}.service`);
      const { stdout } = await run('systemd-analyze', ['security', '--offline=true', '--no-pager', unit]);
      const exposure = Number(/exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1]);
      expect(exposure, name).toBeLessThanOrEqual(2);
    }
  },
);

test.each(services)(
  '%s starts a file that is there, not as root, and is not restarted for ever',
  async (name) => {
    const text = await readFile(join(root, `infra/systemd/${name}.service`), 'utf8');
    const script = /node (scripts\/\S+)/.exec(text)?.[1];

    if (script) expect(existsSync(join(root, script))).toBe(true);
    expect(text).toContain('\nUser=ops-assistant\n');
    if (name !== 'ops-assistant-backup') expect(text).toMatch(/StartLimitBurst=5[\s\S]*Restart=on-failure/);
  },
);

test('the server listens on loopback, behind a proxy that ends TLS, and says that systemd runs it', async () => {
  const text = await readFile(join(root, 'infra/systemd/ops-assistant.service'), 'utf8');
  const env = Object.fromEntries(
    /^Environment=(.+)$/m
      .exec(text)![1]!
      .split(' ')
      .map((pair) => pair.split('=') as [string, string]),
  );

  expect(readListenAddress(env)).toEqual({ host: '127.0.0.1', port: 8080, metricsPort: 9464 });
  expect(env.DEPLOYMENT).toBe('systemd');
});

/** Units escape a percent sign by doubling it. */
async function commandOf(unit: string, key: string): Promise<string> {
  const text = (await readFile(join(root, `infra/systemd/${unit}.service`), 'utf8')).replaceAll(
    /\\\n\s*/g,
    '',
  );
  return new RegExp(`^${key}=(.+)$`, 'm').exec(text)![1]!.replaceAll('%%', '%');
}

test("the nightly backup's own commands write a copy that can be restored, and delete those older than 30 days", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
  await using table = await startTable();
  const title = 'The projector of room 3';
  await createTestTicket(table.db, { title });
  const old = join(folder.path, '2026-01-01T031500.jsonl.gz');
  await writeFile(old, '');
  await utimes(old, new Date(Date.now() - 31 * 86_400_000), new Date(Date.now() - 31 * 86_400_000));
  const here = (command: string) =>
    command
      .replaceAll('/usr/bin/node', process.execPath)
      .replaceAll('/var/lib/ops-assistant/backups', folder.path);
  const env = { PATH: process.env.PATH, DYNAMODB_ENDPOINT: table.endpoint, TABLE_NAME: table.tableName };

  await run('sh', ['-c', here(await commandOf('ops-assistant-backup', 'ExecStart'))], { cwd: root, env });
  // systemd hands the pattern on as it is; a shell would need it in quotes.
  const [find, ...args] = here(await commandOf('ops-assistant-backup', 'ExecStartPost')).split(' ');
  await run(find!, args);
  const [copy, ...others] = await readdir(folder.path);

  expect(others).toEqual([]);
  expect(copy).toMatch(/^\d{4}-\d\d-\d\dT\d{6}\.jsonl\.gz$/);
  expect(gunzipSync(await readFile(join(folder.path, copy!))).toString()).toContain(title);
});

testWith('podman')('the container unit gives podman only options that it has', async () => {
  const { stdout: help } = await run('podman', ['run', '--help']);
  const [, runArgs] = (await commandOf('ops-assistant-container', 'ExecStart')).split(' run ');
  const options = [...runArgs!.matchAll(/ (--[\w-]+)/g)].map(([, option]) => option!);

  expect(options.length).toBeGreaterThan(8);
  for (const option of options) expect(help).toMatch(new RegExp(`${option}\\b`));
  expect(options).toEqual(
    expect.arrayContaining(['--read-only', '--cap-drop', '--security-opt', '--memory']),
  );
});

test('the server and its container have the memory that an alert is raised before', async () => {
  const text = await readFile(join(root, 'infra/systemd/ops-assistant.service'), 'utf8');

  expect(text).toContain('\nMemoryMax=512M\n');
  expect(await commandOf('ops-assistant-container', 'ExecStart')).toContain('--memory 512m');
});
