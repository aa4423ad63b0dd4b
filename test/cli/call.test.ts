import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readableLine } from '../../scripts/dev/readable-logs.ts';
import { type RunningServer, startServer } from '../support/server.ts';
import { run } from './run.ts';

let server: RunningServer;
let env: Record<string, string>;
beforeAll(async () => {
  server = await startServer({ LC_ALL: 'C' });
  env = { PORT: new URL(server.origin).port, DATA_DIR: server.dataDir };
});
afterAll(() => server.stop());

test('npm start says where the page is, whose token it printed, and what to ask', () => {
  const output = server.output();

  expect(output).toContain(`  Page   ${server.origin}/\n`);
  expect(output).toContain('(alice, with every scope, for 12 hours)');
  expect(output).toContain('"노트북 재고가 몇 대 남았어?"');
});

describe('call', () => {
  test('lists the tools with their arguments', async () => {
    const { code, stdout } = await run(['call'], env);

    expect(code).toBe(0);
    expect(stdout).toMatch(/^lookup_inventory\s+\S.*\n.*query, .*limit/m);
  });

  test('prints the result of a tool, numbers given as text', async () => {
    const { code, stdout } = await run(['call', 'lookup_inventory', 'query=노트북', 'limit=1'], env);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ items: [{ category: 'laptop' }], total: expect.any(Number) });
  });

  test('writes nothing without confirmation', async () => {
    const { stdout } = await run(
      ['call', 'create_ticket', 'title=Printer jam', 'body=Third floor, since noon'],
      env,
    );

    expect(JSON.parse(stdout)).toMatchObject({ status: 'preview' });
  });

  test('ends with 1 when the tool reports an error, and prints it', async () => {
    const { code, stdout } = await run(['call', 'get_ticket', 'ticket_id=TKT-999'], env);

    expect(code).toBe(1);
    expect(stdout).toContain('NOT_FOUND');
  });

  test.each([
    [['call', 'get_ticket', 'TKT-001'], 2, 'An argument is key=value, not "TKT-001".'],
    [['call', '--url', 'nonsense'], 2, '--url takes an address'],
    [['call', '--url', 'https://ops.example/mcp'], 2, 'Another server needs --token'],
    [
      ['call', '--url', 'http://127.0.0.1:1/mcp', '--token', 'x'],
      1,
      'Nothing answers at http://127.0.0.1:1/mcp.',
    ],
  ])('%j ends with %i', async (args, expected, message) => {
    const { code, stderr } = await run(args, env);

    expect(code).toBe(expected);
    expect(stderr).toContain(message);
  });
});

describe('doctor', () => {
  test('finds nothing wrong with a running server', async () => {
    const { code, stdout } = await run(['doctor', '--json'], env);

    expect(JSON.parse(stdout).filter((finding: { problem?: string }) => finding.problem)).toEqual([]);
    expect(code).toBe(0);
  });

  test('says how to start a server that does not answer', async () => {
    const { code, stdout } = await run(['doctor', '--url', 'http://127.0.0.1:1/mcp'], env);

    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ server http:\/\/127\.0\.0\.1:1: nothing answers .*"npm start"/);
  });

  test.each([
    [{ PORT: 'abc' }, 'PORT: expected a port number'],
    [{ LIMIT_CREATE_TIKET_PER_MINUTE: '5' }, 'LIMIT_CREATE_TIKET_PER_MINUTE'],
    [{ DATA_DIR: '/dev/null/x' }, 'Set DATA_DIR to a folder that can be written.'],
  ])('names the setting that is wrong: %j', async (wrong, message) => {
    const { code, stdout } = await run(['doctor', '--url', server.url], { ...env, ...wrong });
    const { stdout: machine } = await run(['doctor'], { ...env, ...wrong });

    expect(`${stdout}${machine}`).toContain(message);
    expect(code).toBeTypeOf('number');
  });

  test('notices that the address is not the one in the metadata', async () => {
    const { code, stdout } = await run(
      ['doctor', '--url', server.url.replace('127.0.0.1', 'localhost'), '--token', 'x'],
      env,
    );

    expect(code).toBe(1);
    expect(stdout).toMatch(/sign-in can be found: the metadata names|a token is accepted: 401/);
  });
});

describe('connect', () => {
  test('prints a line per host for a laptop, and no host that runs in the cloud', async () => {
    const { stdout } = await run(['connect'], env);

    expect(stdout).toContain(`claude mcp add --transport http ops-assistant ${server.url}`);
    expect(stdout).toContain(`codex mcp add ops-assistant --url ${server.url}`);
    expect(stdout).not.toContain('chatgpt');
  });

  test.each([
    ['chatgpt', 2, 'runs in the cloud'],
    ['emacs', 2, 'There is no host "emacs"; the hosts are claude, chatgpt'],
  ])('%s is refused with a reason', async (host, expected, message) => {
    const { code, stderr } = await run(['connect', host], env);

    expect(code).toBe(expected);
    expect(stderr).toContain(message);
  });
});

test('settings are read from .env, and the environment wins', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ops-assistant-'));
  await writeFile(join(folder, '.env'), 'PORT=4123\n');

  const [fromFile, fromEnvironment] = [
    await run(['connect', 'codex'], {}, folder),
    await run(['connect', 'codex'], { PORT: '4999' }, folder),
  ];

  expect(fromFile.stdout).toContain('http://127.0.0.1:4123/mcp');
  expect(fromEnvironment.stdout).toContain('http://127.0.0.1:4999/mcp');
  await rm(folder, { recursive: true });
});

describe('logs on a terminal', () => {
  const plain = (line: string) => {
    const shown = readableLine(line);
    return shown === undefined ? undefined : stripVTControlCharacters(shown);
  };

  test('show a request as one line', () => {
    const record = {
      audit: true,
      time: '2026-11-27T01:02:03Z',
      sub: 'alice',
      method: 'tools/call',
      target: 'get_ticket',
      outcome: 'rejected',
      error_code: '-32602',
      ms: 4,
      input: { ticket_id: 'x' },
    };

    expect(plain(JSON.stringify(record))).toMatch(
      /^✗ {2}\d\d:02:03 {2}alice {2}tools\/call {2}get_ticket {2}rejected -32602 {2}4 ms {2}\{"ticket_id":"x"\}$/,
    );
  });

  test.each([
    ['{"_aws":{},"Calls":1}', undefined],
    ['{"level":"WARN","message":"Slow","timestamp":"x"}', '  WARN  Slow'],
    ['Ctrl-C stops it; your data stays.', 'Ctrl-C stops it; your data stays.'],
    ['{not json', '{not json'],
  ])('%s is shown as %s', (line, shown) => {
    expect(plain(line)).toBe(shown);
  });
});
