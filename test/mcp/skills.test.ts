import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registry } from '../../lambda/registry.ts';
import { startBearerProxy } from '../support/bearer-proxy.ts';
import { serveFrontDoor } from '../support/front-door.ts';
import { startTestServer, type TestServer } from '../support/operations.ts';

let operations: TestServer;
beforeAll(async () => {
  operations = await startTestServer();
});
afterAll(() => operations[Symbol.asyncDispose]());

const uri = 'skill://file-a-ticket/SKILL.md';

test.each([{ legacy: true }, { legacy: false }])(
  'a skill is listed with the digest of what is read, with %o',
  async (generation) => {
    const { result: list } = await operations.ask('skills/list', {}, generation);
    const { result: got } = await operations.ask(
      'skills/get',
      { uri: 'Skill://File-A-Ticket/SKILL.md' },
      generation,
    );
    const { result: read } = await operations.ask('resources/read', { uri }, generation);
    const { result: resources } = await operations.ask('resources/list', {}, generation);

    const [{ text }] = read!.contents as [{ text: string }];
    const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
    expect(list!.skills).toEqual([got!.skill]);
    expect(got!.skill).toMatchObject({ uri, frontmatter: { name: 'file-a-ticket' } });
    expect(JSON.stringify(got!.skill)).toContain(digest);
    expect(JSON.stringify(resources)).toContain(uri);
    expect('ttlMs' in list!).toBe(!generation.legacy);
  },
);

test.each([{ legacy: true }, { legacy: false }])(
  'without the scope there is no skill, and another URI is none, with %o',
  async ({ legacy }) => {
    const stranger = { legacy, token: await operations.token({ scope: 'write', subject: 'carol' }) };

    expect((await operations.ask('skills/list', {}, stranger)).result).toMatchObject({ skills: [] });
    expect((await operations.ask('skills/get', { uri }, stranger)).error).toMatchObject({ code: -32602 });
    expect(
      (await operations.ask('skills/get', { uri: 'skill://other/SKILL.md' }, { legacy })).error,
    ).toMatchObject({ code: -32602, message: expect.stringContaining('skill://other/SKILL.md') });
    expect((await operations.ask('skills/get', {}, { legacy })).error).toMatchObject({ code: -32602 });
  },
);

test('the skill names only tools, arguments and answers that there are', async () => {
  const { result } = await operations.ask('resources/read', { uri }, { legacy: false });
  const [{ text }] = result!.contents as [{ text: string }];

  const named = new Set(text.match(/\b[a-z]+_[a-z_]+\b/g));
  const known = registry.tools.flatMap(({ name, input }) => [name, ...Object.keys(input.shape)]);
  expect([...named].filter((word) => !known.includes(word))).toEqual([]);
  expect(named).toContain('create_ticket');
});

test.each(['enumeration', 'manifest', 'directory'])(
  'passes the official scenario of skills: %s',
  async (name) => {
    await using door = await serveFrontDoor(operations);
    await using proxy = await startBearerProxy(door.origin, await operations.token());
    const suite = join(
      import.meta.dirname,
      '../../node_modules/@modelcontextprotocol/conformance/dist/index.js',
    );
    const scenario = ['--scenario', `sep-2640-skills-${name}`, '--spec-version', '2026-07-28', '--force'];
    const args = [suite, 'server', '--url', `http://127.0.0.1:${proxy.port}/mcp`, ...scenario];

    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(stdout).toMatch(/Failed: 0\/|0 failed/);
  },
);
