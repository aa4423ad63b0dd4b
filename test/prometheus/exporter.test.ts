import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MetricName, metricDefinitions } from '../../lambda/observability/metric-definitions.ts';
import { httpSeries, prometheusSeries } from '../../lambda/observability/prometheus-metrics.ts';
import { post } from '../support/clients.ts';
import { freePort, type RunningServer, startServer } from '../support/server.ts';

let server: RunningServer;
let metricsUrl: string;

beforeAll(async () => {
  const port = await freePort();
  metricsUrl = `http://127.0.0.1:${port}/metrics`;
  server = await startServer({ METRICS_PORT: String(port), LIMIT_SEARCH_POLICY_PER_MINUTE: '2' });
});
afterAll(() => server?.stop());

async function call(name: string, args: object = {}, scope = 'read write') {
  const params = { name, arguments: args };
  return post(server.url, 'tools/call', params, { token: await server.token({ scope }) });
}

/** `name{labels}` → value, without the labels that every series has. */
async function scrape(): Promise<Map<string, number>> {
  const text = await (await fetch(metricsUrl)).text();
  const lines = text.split('\n').filter((line) => line && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line)!;
      const own = labels.split(',').filter((label) => !/^(?:service|stage)=/.test(label));
      return [`${name}{${own.sort().join()}}`, Number(value)];
    }),
  );
}

async function increaseOf(series: string, run: () => Promise<unknown>): Promise<number> {
  const before = (await scrape()).get(series) ?? 0;
  await run();
  return ((await scrape()).get(series) ?? 0) - before;
}

describe('GET /metrics', () => {
  test.each([
    [
      'a tool call',
      'mcp_tool_calls_total{status="success",tool="lookup_inventory"}',
      () => call('lookup_inventory'),
    ],
    ['its time', 'mcp_tool_duration_seconds_count{tool="lookup_inventory"}', () => call('lookup_inventory')],
    [
      'its error, by kind',
      'mcp_tool_errors_total{error_type="not_found",tool="get_ticket"}',
      () => call('get_ticket', { ticket_id: 'TKT-99999' }),
    ],
    [
      'a look-up in the cache',
      'mcp_cache_operations_total{result="miss",tool="lookup_inventory"}',
      () => call('lookup_inventory', { query: 'keyboard' }),
    ],
    [
      'a hit of it',
      'mcp_cache_operations_total{result="hit",tool="lookup_inventory"}',
      () => call('lookup_inventory', { query: 'keyboard' }),
    ],
    [
      'a tool that does not exist, under no name that a caller made up',
      'mcp_tool_calls_total{status="error",tool="unknown"}',
      () => call('evil"tool\n{}'),
    ],
    ['a missing scope', 'mcp_auth_failures_total{}', () => call('create_ticket', {}, 'read')],
    [
      'a refused token',
      'mcp_errors_total{error_type="unauthorized"}',
      () => post(server.url, 'ping', {}, { token: 'x.y.z' }),
    ],
    [
      'a request without a token, by status',
      'mcp_http_requests_total{status="401"}',
      () => post(server.url, 'ping'),
    ],
    [
      'a request that is no tool call',
      'mcp_requests_total{status="success"}',
      async () => post(server.url, 'ping', {}, { token: await server.token() }),
    ],
  ])('counts %s', async (_, series, run) => {
    expect(await increaseOf(series, run)).toBe(1);
  });

  test('counts who is refused for a limit', async () => {
    const hits = await increaseOf(
      'mcp_rate_limit_hits_total{limit="tool",tool="search_policy"}',
      async () => {
        for (let i = 0; i < 5; i += 1) await call('search_policy', { query: 'vpn' });
      },
    );

    expect(hits).toBeGreaterThan(0);
  });

  test('has a series for every metric of CloudWatch, and help for each', async () => {
    const text = await (await fetch(metricsUrl)).text();
    for (const metric of Object.keys(metricDefinitions) as MetricName[]) {
      for (const { name } of prometheusSeries[metric]) expect(text).toContain(`# HELP ${name} `);
    }
    for (const { name } of Object.values(httpSeries)) expect(text).toContain(`# HELP ${name} `);
    expect(text).toContain('process_resident_memory_bytes{service="ops-assistant",stage="local"}');
  });

  test('holds nothing that a caller wrote', async () => {
    await call('lookup_inventory', { query: 'kim.minsu@example.com' });
    const text = await (await fetch(metricsUrl)).text();

    expect(text).not.toMatch(/evil|kim\.minsu|alice/);
  });

  test('is all there is on that port, and is not on the port of the clients', async () => {
    expect((await fetch(metricsUrl.replace('/metrics', '/mcp'))).status).toBe(404);
    expect((await fetch(metricsUrl, { method: 'POST' })).status).toBe(404);
    expect((await fetch(metricsUrl, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(`${server.origin}/metrics`)).status).toBe(404);
  });
});

test('a metrics port that is taken stops the start by its name', async () => {
  const { port } = new URL(metricsUrl);

  await expect(startServer({ METRICS_PORT: port })).rejects.toThrow(/METRICS_PORT: .*EADDRINUSE/);
});

test('without a metrics port one that is free is found and printed', async () => {
  const second = await startServer();
  const url = /Metrics\s+(\S+)/.exec(second.output())?.[1];
  expect((await fetch(url!)).status).toBe(200);
  await second.stop();
});
