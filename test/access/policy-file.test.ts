import { writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createAccessControl } from '../../lambda/access/access-rights.ts';
import { rejectUnknownTargets } from '../../lambda/access/known-names.ts';
import { readConfig } from '../../lambda/config/read-config.ts';
import { registry } from '../../lambda/registry.ts';
import { checkEnvironment } from '../../scripts/dev/server-environment.ts';
import { callerNamed } from '../support/tickets.ts';

const rule = { id: 'one', effect: 'deny', tools: ['create_ticket'] };
const check = (policy: unknown, env: Record<string, string> = {}) =>
  checkEnvironment({ ACCESS_POLICY: typeof policy === 'string' ? policy : JSON.stringify(policy), ...env });

describe('a bad policy stops the start with the field named', () => {
  test.each([
    ['{', 'ACCESS_POLICY: expected JSON'],
    [{}, 'ACCESS_POLICY: rules: '],
    [{ rules: {} }, 'ACCESS_POLICY: rules: '],
    [{ rules: [rule], defualt: 'deny' }, 'ACCESS_POLICY: defualt: there is no such field'],
    [{ default: 'maybe', rules: [] }, 'ACCESS_POLICY: default: expected allow or deny'],
    [{ rules: [{ ...rule, effect: 'Deny' }] }, 'ACCESS_POLICY: rules[0].effect: expected allow or deny'],
    [{ rules: [{ ...rule, group: ['a'] }] }, 'ACCESS_POLICY: rules[0].group: there is no such field'],
    [{ rules: [{ ...rule, groups: [] }] }, 'ACCESS_POLICY: rules[0].groups: expected at least one name'],
    [{ rules: [{ ...rule, groups: 'a' }] }, 'ACCESS_POLICY: rules[0].groups: '],
    [
      { rules: [{ id: 'x', effect: 'deny' }] },
      'ACCESS_POLICY: rules[0]: expected tools, resources or prompts',
    ],
    [{ rules: [{ ...rule, tools: ['*_ticket'] }] }, 'ACCESS_POLICY: rules[0].tools[0]: expected a name, or'],
    [
      { rules: [{ ...rule, tools: ['create_tickets'] }] },
      'rules[0].tools[0]: there is no such name; known are',
    ],
    [
      { rules: [{ ...rule, tools: ['serach_*'] }] },
      'rules[0].tools[0]: there is no such name',
      { MOUNTED_SERVERS: '0' },
    ],
    [
      { rules: [rule, { ...rule, id: 'two', prompts: ['triage'] }] },
      'rules[1].prompts[0]: there is no such name',
    ],
    [{ rules: [{ ...rule, resources: ['policy'] }] }, 'rules[0].resources[0]: expected a URI'],
    [{ rules: [{ ...rule, resources: ['policy://{doc_id}'] }] }, 'rules[0].resources[0]: expected a URI'],
    [{ rules: [{ ...rule, resources: ['polices://*'] }] }, 'rules[0].resources[0]: there is no such name'],
    [{ rules: [rule, rule] }, 'ACCESS_POLICY: rules[1].id: expected a name that nothing else has'],
    ['/no/such/file.json', 'ACCESS_POLICY: expected JSON, or the path of a file that can be read'],
  ] as readonly [unknown, string, Record<string, string>?][])('%j: %s', (policy, message, env) => {
    expect(() => check(policy, env)).toThrow(message);
  });

  test('the server itself does not start either', () => {
    expect(() => createAccessControl({ ...configOf('{"rules":1}') })).toThrow('ACCESS_POLICY: rules: ');
  });

  test('READ_ONLY takes true and false only', () => {
    expect(() => check({ rules: [] }, { READ_ONLY: 'yes' })).toThrow('READ_ONLY: expected true or false');
    expect(() => check({ rules: [] }, { READONLY: 'true' })).toThrow('the nearest is READ_ONLY');
  });
});

test('names of mounted tools are taken where servers can be mounted, but none like those of our own', () => {
  const policy = { rules: [{ ...rule, tools: ['hr_*', 'hr_search_policy', 'fin*'] }] };
  const misspelt = { rules: [{ ...rule, tools: ['create_tikcet'] }] };

  expect(() =>
    rejectUnknownTargets({ accessPolicy: JSON.stringify(policy), mountedServers: true }, registry),
  ).not.toThrow();
  expect(() =>
    rejectUnknownTargets({ accessPolicy: JSON.stringify(policy), mountedServers: false }, registry),
  ).toThrow();
  expect(() =>
    rejectUnknownTargets({ accessPolicy: JSON.stringify(misspelt), mountedServers: true }, registry),
  ).toThrow();
});

test('a policy can be a file', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'ops-assistant-')), 'access-policy.json');
  writeFileSync(file, JSON.stringify({ rules: [rule] }));

  expect(rightsOf(file).tool(tool('create_ticket')).allowed).toBe(false);
});

test('with the default deny, only what a rule allows is left', () => {
  const policy = {
    default: 'deny',
    rules: [{ id: 'r', effect: 'allow', tools: ['search_policy'], resources: ['policy://vpn'] }],
  };
  const rights = rightsOf(JSON.stringify(policy));

  expect(rights.tool(tool('search_policy'))).toEqual({ allowed: true, rule: 'r' });
  expect(rights.tool(tool('get_policy'))).toMatchObject({ allowed: false, rule: 'default' });
  expect(rights.prompt('triage_ticket').allowed).toBe(false);
  expect(rights.resource('policy://vpn').allowed).toBe(true);
  expect(rights.resource('policy://vpn-old').allowed).toBe(false);
  expect(rights.template('policy://{doc_id}').allowed).toBe(true);
  expect(rights.template('ticket://{ticket_id}').allowed).toBe(false);
});

test('groups and subjects of a second issuer are named with it, and never stand for those of the first', () => {
  const second = 'https://second.example';
  const policy = {
    rules: [{ id: 'r', effect: 'allow', groups: ['staff'], subjects: ['alice'], tools: ['get_policy'] }],
  };
  const access = createAccessControl({
    ...configOf(JSON.stringify(policy), { OIDC_ISSUER: `https://first.example,${second}` }),
  });
  const ofFirst = { ...callerNamed('alice'), groups: ['staff'] };
  const ofSecond = { ...callerNamed('alice'), person: `${second}#alice`, groups: [`${second}#staff`] };

  expect(access.rightsOf(ofFirst).tool(tool('get_policy')).allowed).toBe(true);
  expect(access.rightsOf(ofSecond).tool(tool('get_policy')).allowed).toBe(false);
});

function configOf(policy: string, env: Record<string, string> = {}) {
  return readConfig({
    OIDC_ISSUER: 'https://login.example.com',
    SIGNING_SECRETS: '-'.repeat(32),
    ACCESS_POLICY: policy,
    ...env,
  });
}

function rightsOf(policy: string) {
  return createAccessControl(configOf(policy)).rightsOf(callerNamed('alice'));
}

function tool(name: string) {
  return registry.tools.find((tool) => tool.name === name)!;
}
