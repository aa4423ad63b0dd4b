import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { post } from '../support/clients.ts';
import { testWith } from '../support/programs.ts';
import { freePort, startServer } from '../support/server.ts';

const rules = join(import.meta.dirname, '../../infra/prometheus/rules.yaml');

testWith('prometheus')('a real Prometheus scrapes a running server, and loads the rules', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
  const [metricsPort, port] = [await freePort(), await freePort()];
  const server = await startServer({ METRICS_PORT: String(metricsPort) });
  const config = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [rules],
    scrape_configs: [
      { job_name: 'ops-assistant', static_configs: [{ targets: [`127.0.0.1:${metricsPort}`] }] },
    ],
  };
  const file = join(folder.path, 'prometheus.yaml');
  await writeFile(file, JSON.stringify(config)); // JSON is YAML
  let prometheus: ChildProcess | undefined;
  try {
    const params = { name: 'lookup_inventory', arguments: { query: 'laptop' } };
    await post(server.url, 'tools/call', params, { token: await server.token() });
    prometheus = spawn(
      'prometheus',
      [
        `--config.file=${file}`,
        `--storage.tsdb.path=${join(folder.path, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: 'ignore' },
    );
    const ask = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`).catch(() => undefined);
      return response?.ok ? ((await response.json()) as { data: never }).data : undefined;
    };
    const query = `query?query=${encodeURIComponent('mcp_tool_calls_total{job="ops-assistant",tool="lookup_inventory"}')}`;

    const found = await vi.waitFor(
      async () => {
        const { result } = (await ask(query)) as unknown as { result: { value: [number, string] }[] };
        expect(result).toHaveLength(1);
        return result;
      },
      { timeout: 240_000, interval: 500 },
    );
    const { groups } = (await ask('rules')) as unknown as { groups: { rules: { health: string }[] }[] };

    expect(found[0]!.value[1]).toBe('1');
    expect(groups[0]!.rules.length).toBeGreaterThan(8);
  } finally {
    if (prometheus) {
      prometheus.kill();
      await once(prometheus, 'exit');
    }
    await server.stop();
  }
});
