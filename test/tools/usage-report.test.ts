import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createAwsCall } from '../../lambda/aws/aws-call.ts';
import { auditFileUsage } from '../../lambda/usage/audit-file-usage.ts';
import { logsInsightsUsage } from '../../lambda/usage/logs-insights-usage.ts';
import { QueryTooSlow } from '../../lambda/usage/usage.ts';
import { usageChart } from '../../lambda/usage/usage-chart.ts';
import { answerOf, startApp, type TestApp } from '../support/app.ts';
import { sendToolCall } from '../support/telemetry.ts';

async function report(app: TestApp, scope = 'read write admin', args = {}) {
  const { result } = answerOf(await sendToolCall(app, await app.token({ scope }), 'usage_report', args));
  return result as {
    isError?: boolean;
    content: { type: string; text: string; data?: string; mimeType?: string }[];
    structuredContent: Record<string, unknown>;
  };
}

test('a file that takes longer than a request may is given up, and the folder stays readable', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'usage-'));
  await using app = await startApp({ AUDIT_FILE: join(folder, 'audit.jsonl') });
  await report(app);
  const source = (timeoutMs?: number) => auditFileUsage(join(folder, 'audit.jsonl'), { timeoutMs });

  await expect(source(-1).read(0, Date.now() + 1)).rejects.toThrow(QueryTooSlow);
  expect((await source().read(0, Date.now() + 1)).totals.calls).toBe(1);
});

test('counts from the local records by tool and by caller, and is for administrators', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'usage-'));
  await using app = await startApp({ AUDIT_FILE: join(folder, 'audit.jsonl') });
  for (const subject of ['bob', 'bob', 'carol']) {
    await sendToolCall(app, await app.token({ subject, scope: 'read' }), 'lookup_inventory', {
      query: 'laptop',
    });
  }
  await sendToolCall(app, await app.token({ subject: 'bob', scope: 'read' }), 'get_ticket', {
    ticket_id: 'TKT-999',
  });
  await sendToolCall(app, await app.token({ subject: 'carol', scope: 'read' }), 'create_ticket', {});

  const { structuredContent, content } = await report(app);
  const refused = await report(app, 'read write');

  expect(structuredContent).toMatchObject({
    source: 'the local audit records',
    totals: { calls: 5, errors: 1, refusals: 1, p95_ms: expect.any(Number) },
    by_tool: [
      { name: 'lookup_inventory', calls: 3, errors: 0, refusals: 0 },
      { name: 'create_ticket', calls: 1, refusals: 1 },
      { name: 'get_ticket', calls: 1, errors: 1 },
    ],
    by_server: [],
    by_caller: [
      { name: 'bob', calls: 3, errors: 1 },
      { name: 'carol', calls: 2, refusals: 1 },
    ],
    by_client: [{ name: 'test', calls: 5, errors: 1, refusals: 1 }],
    suspicions: [{ kind: 'refused_scope', caller: 'carol', calls: 1 }],
  });
  // Of tools, callers and clients.
  const images = content.slice(1);
  expect(images.map(({ mimeType }) => mimeType)).toEqual(['image/png', 'image/png', 'image/png']);
  expect(new Set(images.map(({ data }) => data)).size).toBe(3);
  expect(refused.content[0]!.text).toContain('PERMISSION_DENIED');
  expect((await report(app, undefined, { hours: 169 })).content[0]!.text).toContain('INVALID_ARGUMENT');
  await rm(folder, { recursive: true });
});

test('says so where no records can be read back', async () => {
  await using app = await startApp();

  expect((await report(app)).content[0]!.text).toMatch(/UNAVAILABLE.*No records can be read back/);
});

test('asks CloudWatch Logs in its own words, and waits for the answer', async () => {
  const requests: { target: unknown; body: Record<string, unknown> }[] = [];
  let polls = 0;
  const logs = createServer(async (request, response) => {
    const target = request.headers['x-amz-target'];
    requests.push({ target, body: JSON.parse(await text(request)) });
    if (target === 'Logs_20140328.StartQuery')
      return void response.end(JSON.stringify({ queryId: `q${requests.length}` }));
    polls += 1;
    const row = { name: 'search_policy', calls: '12', errors: '1', refusals: '2', p95_ms: '34.6' };
    const results = [Object.entries(row).map(([field, value]) => ({ field, value }))];
    response.end(
      JSON.stringify(polls <= 4 ? { status: 'Running', results: [] } : { status: 'Complete', results }),
    );
  });
  await once(logs.listen(0, '127.0.0.1'), 'listening');
  const call = createAwsCall({
    service: 'logs',
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${(logs.address() as AddressInfo).port}`,
    credentials: async () => ({ accessKeyId: 'a', secretAccessKey: 'b' }),
  });

  const usage = await logsInsightsUsage(call, '/aws/lambda/server').read(1_000_000, 2_000_000);
  logs.close();

  const row = { name: 'search_policy', calls: 12, errors: 1, refusals: 2, p95_ms: 35 };
  expect(usage).toMatchObject({ by_tool: [row], by_server: [row], totals: { calls: 12 } });
  expect(requests[0]).toMatchObject({
    target: 'Logs_20140328.StartQuery',
    body: { logGroupName: '/aws/lambda/server', startTime: 1_000, endTime: 2_000 },
  });
});

describe('the chart', () => {
  const row = (name: string, calls: number, errors = 0, refusals = 0) => ({
    name,
    calls,
    errors,
    refusals,
    p95_ms: 1,
  });

  test('has bars as long as the calls, with the refused and failed part in other colours', () => {
    const lines = linesOf(usageChart([row('lookup_inventory', 100, 10, 20), row('get_ticket', 50)]));
    const [first, second] = [lines[20]!, lines[44]!];
    const count = (line: Buffer, colour: number) => line.filter((pixel) => pixel === colour).length;

    expect(count(first, 2) / count(second, 2)).toBeCloseTo(70 / 50, 1);
    expect(count(first, 3) / count(first, 4)).toBeCloseTo(2, 1);
    expect(count(second, 3) + count(second, 4)).toBe(0);
  });

  test('writes names and numbers, cuts what is too long, and shows at most twelve rows', () => {
    const rows = Array.from({ length: 20 }, (_, at) => row(`hr_${'long'.repeat(20)}${at}`, 1_000_000));
    const lines = linesOf(usageChart(rows));

    expect(lines).toHaveLength(12 * 24 + 20);
    expect(lines[16]!.filter((pixel) => pixel === 1).length).toBeGreaterThan(20);
    expect(Math.max(...lines.map((line) => line.lastIndexOf(1)))).toBeLessThan(630);
  });

  /** The pixels of each line, by index of their colour. */
  function linesOf(png: Buffer): Buffer[] {
    const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
    const start = png.indexOf('IDAT');
    const pixels = inflateSync(png.subarray(start + 4, start + 4 + png.readUInt32BE(start - 4)));
    expect(pixels).toHaveLength((width + 1) * height);
    return Array.from({ length: height }, (_, y) =>
      pixels.subarray(y * (width + 1) + 1, (y + 1) * (width + 1)),
    );
  }
});
