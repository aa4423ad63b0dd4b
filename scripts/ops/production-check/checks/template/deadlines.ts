import { once } from 'node:events';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { type Evidence, seen } from '../../context/check.ts';
import type { Given } from '../../context/check-context.ts';
import { pick } from '../../sources/json-path.ts';
import { resourcesOf } from '../../sources/template.ts';

/** Whatever is sent, an answer comes in time and says what was wrong. */
export async function* answersInTime(given: Given): AsyncGenerator<Evidence> {
  const { site, people, promptMs } = given;
  const token = await people.token('worker');
  const headers = { authorization: `Bearer ${token}` };
  const wrong = [
    ['GET /mcp', 405, () => site.get('/mcp', headers)],
    ['a path that does not exist', 404, () => site.get('/no-such-path')],
    ['half a JSON object', 400, () => site.post('{"jsonrpc":"2.0","id":1,', { token })],
    ['text/plain', 415, () => site.post('hello', { token, headers: { 'content-type': 'text/plain' } })],
    ['a revision from the future', 400, () => site.ask('tools/list', {}, { token, headers: future })],
  ] as const;
  for (const [what, expected, ask] of wrong) {
    const { status, json, ms } = await ask();
    const message = String(pick(json, 'error', 'message') ?? '');
    yield seen(
      what,
      `${status} in ${ms} ms: ${message}`,
      status === expected && ms <= promptMs && message.length > 10,
    );
  }
  yield* staysOpenForOthers(given, token);
  yield* nestsItsLimits(given);
}

const future = { 'mcp-protocol-version': '2099-01-01' };

/** A client that stops in the middle of its request keeps nobody waiting. */
async function* staysOpenForOthers({ site, promptMs }: Given, token: string): AsyncGenerator<Evidence> {
  const request = site.url.startsWith('https:') ? requestHttps : requestHttp;
  const stalled = request(site.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-length': '1000',
      authorization: `Bearer ${token}`,
    },
  });
  stalled.on('error', () => {}); // it is cut off below, or by the server
  stalled.write('{"jsonrpc":');
  try {
    await once(stalled, 'socket');
    const { status, ms } = await site.ask('tools/list', {}, { token });
    yield seen(
      'tools/list while another request hangs half sent',
      `${status} in ${ms} ms`,
      status === 200 && ms <= promptMs,
    );
  } finally {
    stalled.destroy();
  }
}

/** Each limit of time ends before the one around it, so that whoever knows what was written is who answers. */
async function* nestsItsLimits({ stack }: Given): AsyncGenerator<Evidence> {
  const template = await stack();
  const server = resourcesOf(template, 'AWS::Lambda::Function').find(([, { Properties }]) =>
    JSON.stringify(Properties).includes('REQUEST_DEADLINE_MS'),
  )?.[1].Properties;
  const deadline = Number(pick(server, 'Environment', 'Variables', 'REQUEST_DEADLINE_MS'));
  const timeout = Number(server?.Timeout) * 1_000;
  const gateway = resourcesOf(template, 'AWS::ApiGateway::Method')
    .map(([, { Properties }]) => Number(pick(Properties, 'Integration', 'TimeoutInMillis')))
    .filter(Number.isFinite);
  yield seen(
    'the limits in the template: request, function, gateway',
    `${deadline} < ${timeout} < ${Math.min(...gateway)} ms`,
    deadline < timeout && gateway.length > 0 && gateway.every((ms) => timeout < ms),
  );
}
