import { afterAll, beforeAll, expect, test } from 'vitest';
import { personName, resolvePersonName } from '../../lambda/auth/person-name.ts';
import { readConfig } from '../../lambda/config/read-config.ts';
import { withoutLimits } from '../support/app.ts';
import { post } from '../support/clients.ts';
import { type Issuer, startIssuer } from '../support/issuer.ts';
import { type RunningServer, startServer } from '../support/server.ts';

const audience = 'https://ops.example.com/mcp';
let first: Issuer;
let second: Issuer;
let former: Issuer;
let server: RunningServer;

beforeAll(async () => {
  const start = () => startIssuer(() => audience, 'read write');
  [first, second, former] = await Promise.all([start(), start(), start()]);
  server = await startServer({
    ...withoutLimits,
    PUBLIC_URL: 'https://ops.example.com',
    OIDC_ISSUER: `${first.url},${second.url},${former.url}`,
    OIDC_ISSUER_ALIASES: former.url,
  });
});
afterAll(async () => {
  await server.stop();
  for (const issuer of [first, second, former]) await issuer[Symbol.asyncDispose]();
});

interface Result {
  // biome-ignore lint/suspicious/noExplicitAny: an answer may hold anything, and tests look into it.
  readonly structuredContent?: any;
  readonly content: readonly { readonly text: string }[];
}

async function callAs(token: string, name: string, args: object): Promise<Result> {
  return (await post(server.url, 'tools/call', { name, arguments: args }, { token })).body.result;
}

let count = 0;
async function fileAs(token: string, assignee?: string) {
  count += 1;
  const draft = { title: `Secret number ${count}`, body: 'Of one issuer’s alice alone.', confirm: true };
  const { structuredContent } = await callAs(token, 'create_ticket', {
    ...draft,
    ...(assignee && { assigned_to: assignee }),
  });
  return structuredContent!.ticket as { ticket_id: string; created_by: string; assigned_to: string | null };
}

const idsFor = async (token: string): Promise<string[]> =>
  (
    (await callAs(token, 'list_tickets', { limit: 100 })).structuredContent!.tickets as {
      ticket_id: string;
    }[]
  ).map(({ ticket_id }) => ticket_id);

const canRead = async (token: string, ticket_id: string) =>
  (await callAs(token, 'get_ticket', { ticket_id })).structuredContent !== undefined;

test('the same subject of two issuers is two people, in reads, moves, lists and resources', async () => {
  const ours = await first.token();
  const theirs = await second.token();
  const { ticket_id, created_by } = await fileAs(ours);
  const foreign = await fileAs(theirs);

  expect(created_by).toBe('alice');
  expect(foreign.created_by).toBe(`${second.url}#alice`);
  for (const [token, hidden, own] of [
    [theirs, ticket_id, foreign.ticket_id],
    [ours, foreign.ticket_id, ticket_id],
  ] as const) {
    const read = await callAs(token, 'get_ticket', { ticket_id: hidden });
    const moved = await callAs(token, 'update_ticket_status', { ticket_id: hidden, status: 'in_progress' });
    const resource = await post(server.url, 'resources/read', { uri: `ticket://${hidden}` }, { token });

    expect(read.content[0]!.text).toContain('NOT_FOUND');
    expect(moved.content[0]!.text).toContain('NOT_FOUND');
    expect(resource.body.error?.code).toBe(-32602);
    expect(await idsFor(token)).toContain(own);
    expect(await idsFor(token)).not.toContain(hidden);
  }
});

test('an assignee is a subject of the first issuer, or issuer#subject', async () => {
  const author = await second.token({ sub: 'author' });
  const [ours, theirs] = await Promise.all([first.token({ sub: 'bob' }), second.token({ sub: 'bob' })]);

  const plain = await fileAs(author, 'bob');
  const qualified = await fileAs(author, `${second.url}#bob`);

  expect(plain.assigned_to).toBe('bob');
  expect(await canRead(ours, plain.ticket_id)).toBe(true);
  expect(await canRead(theirs, plain.ticket_id)).toBe(false);
  expect(qualified.assigned_to).toBe(`${second.url}#bob`);
  expect(await canRead(ours, qualified.ticket_id)).toBe(false);
  expect(await canRead(theirs, qualified.ticket_id)).toBe(true);
});

test('an assignee of the first issuer may be written with it', async () => {
  const { assigned_to } = await fileAs(await second.token(), `${first.url}#bob`);

  expect(assigned_to).toBe('bob');
});

test('a subject that reads as a person of another issuer is not that person', async () => {
  const { ticket_id } = await fileAs(await second.token());
  const impostor = await first.token({ sub: `${second.url}#alice` });

  expect(await canRead(impostor, ticket_id)).toBe(false);
  expect(await idsFor(impostor)).not.toContain(ticket_id);
});

test('an alias of the first issuer names the same people', async () => {
  const { ticket_id } = await fileAs(await first.token({ sub: 'mover' }));

  expect(await canRead(await former.token({ sub: 'mover' }), ticket_id)).toBe(true);
});

test('the audit names issuer and subject', async () => {
  await idsFor(await second.token({ sub: 'watched' }));

  const record = (await server.auditRecords()).findLast(({ sub }) => sub === 'watched');
  expect(record).toMatchObject({ iss: second.url, sub: 'watched' });
});

test('an alias that is no issuer, and an issuer with #, stop the start', () => {
  const env = { SIGNING_SECRETS: 'x'.repeat(32), OIDC_ISSUER: 'https://a.example' };

  expect(() => readConfig({ ...env, OIDC_ISSUER_ALIASES: 'https://b.example' })).toThrow(
    /OIDC_ISSUER_ALIASES/,
  );
  expect(() => readConfig({ ...env, OIDC_ISSUER: 'https://a.example/#x' })).toThrow(/OIDC_ISSUER/);
});

test('no two people share a name', () => {
  const config = { issuers: ['https://a', 'https://b'], issuerAliases: [] };
  const subjects = [
    'alice',
    'https://a#alice',
    'https://b#alice',
    'https://b#https://b#alice',
    '#',
    'a#',
    '#a',
  ];
  const names = config.issuers.flatMap((issuer) =>
    subjects.map((subject) => personName(issuer, subject, config)),
  );

  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(resolvePersonName(name, config)).toBe(name);
});
