import { execFile } from 'node:child_process';
import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { post } from '../support/clients.ts';
import { testWith } from '../support/programs.ts';
import { freePort, type RunningServer, startServer } from '../support/server.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const guides = await Promise.all(
  ['docs/operating.md', 'docs/ko/operating.md'].map((file) => readFile(join(root, file), 'utf8')),
);
const programs = /^(?:curl|npm|npx|node|journalctl|kubectl|systemctl|aws|ln) /;

/** What a guide has a person type, in blocks and in sentences. */
function commandsOf(guide: string): string[] {
  const blocks = [...guide.matchAll(/^\$ (.+?)(?: +#.*)?$/gm)];
  const words = [...guide.matchAll(/`([^`\n]+)`/g)];
  return [...new Set([...blocks, ...words].map(([, text]) => text!).filter((text) => programs.test(text)))];
}
const [english, korean] = guides.map(commandsOf) as [string[], string[]];
const all = [...new Set([...english, ...korean])];

let server: RunningServer;
let env: Record<string, string>;
let metricsPort: string;
beforeAll(async () => {
  metricsPort = String(await freePort());
  server = await startServer({ METRICS_PORT: metricsPort });
  env = {
    PATH: process.env.PATH!,
    ORIGIN: server.origin,
    OIDC_ISSUER: server.origin,
    DATA_DIR: server.dataDir,
  };
  await post(
    server.url,
    'tools/call',
    { name: 'lookup_inventory', arguments: { query: 'laptop' } },
    {
      token: await server.token(),
    },
  );
});
afterAll(() => server?.stop());

test('the Korean guide has no command that the English one lacks', () => {
  expect(korean.filter((command) => !english.includes(command))).toEqual([]);
});

describe('executed against a running server', () => {
  const requests = all.filter((command) => command.startsWith('curl ') && !command.includes('…'));

  testWith('curl')('every curl', async () => {
    expect(requests.length).toBeGreaterThan(4);
    for (const command of requests) {
      const { stdout } = await run(
        'bash',
        ['-ec', command.replace('9464', metricsPort).replace('curl', 'curl -sSf')],
        {
          env,
        },
      );
      expect(stdout, command).not.toBe('');
    }
  });

  test('every npm run audit, on the lines of a log', async () => {
    const commands = all.filter((command) => command.startsWith('npm run audit'));
    const records = await server.auditRecords();
    const log = [...records.map((record) => JSON.stringify(record)), '{"level":"INFO","message":"Serving"}'];
    await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
    await writeFile(join(folder.path, 'log'), `${log.join('\n')}\n`);

    expect(commands.length).toBeGreaterThan(2);
    for (const command of commands) {
      const line = command.includes('--file -') ? `${command} < ${join(folder.path, 'log')}` : command;
      const { stdout } = await run('bash', ['-ec', line], { env, cwd: root });
      if (command.includes('--by')) expect(stdout, command).toMatch(/(?:alice|test) +1 /);
      else if (!/--(?:outcome|suspicion)/.test(command))
        expect(stdout, command).toContain('lookup_inventory');
    }
  });
});

/** What needs a host of systemd, a cluster or an account is held against the files that it names. */
describe('read, since it needs another machine', () => {
  const of = (program: string) => all.filter((command) => command.startsWith(`${program} `));

  test('systemctl and journalctl name units that there are', async () => {
    const commands = [...of('systemctl'), ...of('journalctl')];
    expect(commands.length).toBeGreaterThan(4);
    for (const command of commands) {
      const unit = /\bops-assistant[\w-]*/.exec(command)![0];
      await readFile(join(root, `infra/systemd/${unit}.service`));
    }
  });

  test('kubectl names manifests, labels and deployments that there are', async () => {
    const manifest = await readFile(join(root, 'infra/kubernetes/base/deployment.yaml'), 'utf8');
    const commands = of('kubectl');
    expect(commands.length).toBeGreaterThan(5);
    for (const command of commands) {
      const selector = /--selector (\S+)=(\S+)/.exec(command);
      if (selector) expect(manifest).toContain(`${selector[1]}: ${selector[2]}`);
      const folder = /--kustomize (\S+)/.exec(command)?.[1];
      if (folder) await readFile(join(root, folder, 'kustomization.yaml'));
      const deployment = /deployment\/(\S+)/.exec(command)?.[1];
      if (deployment) expect(manifest).toContain(`name: ${deployment}\n`);
    }
  });

  testWith('promtool')('the query for slow tools is one that Prometheus reads', async () => {
    const [, expr] = /`(histogram_quantile\([^`]+)`/.exec(guides[0]!)!;
    await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
    const file = join(folder.path, 'rules.yaml');
    await writeFile(file, JSON.stringify({ groups: [{ name: 'a', rules: [{ record: 'a', expr }] }] }));

    expect((await run('promtool', ['check', 'rules', file])).stdout).toContain('SUCCESS');
    const metric = /\w+_seconds(?=_bucket)/.exec(expr!)![0];
    const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    expect(text).toContain(`# TYPE ${metric} histogram`);
  });
});
