import { execFile } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { readListenAddress } from '../../lambda/handlers/container/listen-address.ts';
import { testWith } from '../support/programs.ts';

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
