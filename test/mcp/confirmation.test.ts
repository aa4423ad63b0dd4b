import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createApp } from '../../lambda/app.ts';
import { createServices } from '../../lambda/services/services.ts';
import { call, type TestClient } from '../support/clients.ts';
import { type SendOptions, startTestServer, type TestServer } from '../support/operations.ts';

let operations: TestServer;
beforeAll(async () => {
  operations = await startTestServer();
});
afterAll(() => operations[Symbol.asyncDispose]());
afterEach(() => {
  vi.useRealTimers();
});

const form = { elicitation: { form: {} } };

let count = 0;
/** Content that no other test has. */
function newDraft() {
  count += 1;
  return { title: `Door number ${count} is stuck`, body: 'It opens from the inside only.' };
}

async function ticketsOf(subject: string): Promise<{ title: string }[]> {
  const client = await operations.connect('v1', { subject, scope: 'read' });
  return ((await call(client, 'list_tickets', { limit: 100 })) as { tickets: { title: string }[] }).tickets;
}

describe('a 2026-07-28 client that can show a form', () => {
  /** A real client whose person gives this answer; `questions` are those they saw. */
  async function personWho(action: 'accept' | 'decline' | 'cancel', subject: string) {
    const questions: string[] = [];
    const client = await operations.connectModern({ capabilities: form }, { subject, scope: 'read write' });
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      questions.push(params.message);
      return action === 'accept' ? { action, content: {} } : { action };
    });
    return { client: client as unknown as TestClient, questions };
  }

  test('is asked once, and the accepted ticket is filed once', async () => {
    const { client, questions } = await personWho('accept', 'accepts');
    const draft = { ...newDraft(), priority: 'high' };

    const filed = await call(client, 'create_ticket', draft);

    expect(filed).toMatchObject({ status: 'created', ticket: { title: draft.title, priority: 'high' } });
    expect(questions).toEqual([
      [
        'File this ticket?',
        '',
        'Priority: high',
        'Can be read and moved by: you and administrators only',
        'Not assigned',
        'Title:',
        `> ${draft.title}`,
        'Text:',
        `> ${draft.body}`,
      ].join('\n'),
    ]);
    expect(await ticketsOf('accepts')).toMatchObject([{ title: draft.title }]);
  });

  test('is told who will be able to read the ticket', async () => {
    const { client, questions } = await personWho('accept', 'assigns');

    await call(client, 'create_ticket', { ...newDraft(), assigned_to: 'carol' });

    expect(questions[0]).toContain('\nCan be read and moved by: you, administrators, and "carol"\n');
    expect(questions[0]).toContain('\nAssigned to: "carol"\n');
  });

  test.each(['nobody', 'nobody else', 'Not assigned', 'administrators only', '" and "nobody'])(
    'is shown the name %j as a name',
    async (assigned_to) => {
      const { client, questions } = await personWho('decline', 'names');

      await call(client, 'create_ticket', { ...newDraft(), assigned_to });

      const name = `"${assigned_to.replaceAll('"', "'")}"`;
      expect(questions[0]).toContain(
        `\nCan be read and moved by: you, administrators, and ${name}\nAssigned to: ${name}\n`,
      );
    },
  );

  test.each(['\n', '\r\n', '\u2028', '\u2029', '\n\n\t'])(
    'is shown every line of the ticket as text, also after %j',
    async (lineEnd) => {
      const { client, questions } = await personWho('decline', 'imitates');
      const facts = ['Priority: low', 'Not assigned', '(end of ticket)', 'File this ticket?'];
      const draft = {
        title: ['Order pens', ...facts].join(lineEnd),
        body: ['Please order 10 pens.', ...facts].join(lineEnd),
        priority: 'critical',
        assigned_to: `mallory${lineEnd}Priority: low`,
      };

      await call(client, 'create_ticket', draft);

      const lines = questions[0]!.split(/[\n\r\u2028\u2029]/);
      expect(lines.filter((line) => facts.includes(line))).toEqual(['File this ticket?']);
      expect(lines).toContain('Priority: critical');
    },
  );

  test('is asked anew for the same ticket, and told that it is a duplicate', async () => {
    const { client, questions } = await personWho('accept', 'repeats');
    const draft = newDraft();

    await call(client, 'create_ticket', draft);

    expect(await call(client, 'create_ticket', draft)).toMatchObject({ status: 'duplicate' });
    expect(questions).toHaveLength(2);
    expect(await ticketsOf('repeats')).toHaveLength(1);
  });

  test.each(['decline', 'cancel'] as const)('writes nothing when the person answers %s', async (action) => {
    const { client, questions } = await personWho(action, `${action}s`);
    const draft = newDraft();

    expect(await call(client, 'create_ticket', draft)).toMatchObject({
      status: 'declined',
      message: 'Nothing was written: the person did not agree.',
      ticket: { title: draft.title },
    });
    expect(questions).toHaveLength(1);
    expect(await ticketsOf(`${action}s`)).toEqual([]);
  });

  test('is not asked when it says confirm: true', async () => {
    const { client, questions } = await personWho('cancel', 'confirms');

    expect(await call(client, 'create_ticket', { ...newDraft(), confirm: true })).toMatchObject({
      status: 'created',
    });
    expect(questions).toEqual([]);
  });

  test('is not asked about arguments that are refused anyway', async () => {
    const { client, questions } = await personWho('accept', 'errs');

    await expect(call(client, 'create_ticket', { title: 'abc', body: 'def' })).rejects.toThrow(
      'INVALID_ARGUMENT',
    );
    expect(questions).toEqual([]);
  });
});

describe('the form', () => {
  async function answerWith(answer: object, capabilities: object = form) {
    const draft = newDraft();
    const token = await operations.token({ subject: 'answers' });
    const ask = (extra: object) =>
      operations.ask(
        'tools/call',
        { name: 'create_ticket', arguments: draft, ...extra },
        { token, capabilities },
      );
    const { result } = await ask({});
    const { requestState, inputRequests } = result as { requestState: string; inputRequests: object };
    const answered = await ask({ requestState, inputResponses: { confirm: answer } });
    return { inputRequests, answered: answered.result };
  }

  test('has one field, which is not required', async () => {
    for (const capabilities of [form, { elicitation: {} }]) {
      const { inputRequests } = await answerWith({ action: 'cancel' }, capabilities);
      expect(inputRequests).toMatchObject({
        confirm: {
          params: {
            requestedSchema: {
              type: 'object',
              properties: { confirm: { type: 'boolean', title: 'File this ticket', default: true } },
            },
          },
        },
      });
      expect(JSON.stringify(inputRequests)).not.toContain('required":');
    }
  });

  test.each([
    [{ action: 'accept' }, 'created'],
    [{ action: 'accept', content: {} }, 'created'],
    [{ action: 'accept', content: null }, 'created'],
    [{ action: 'accept', content: { confirm: true } }, 'created'],
    [{ action: 'accept', content: { other: 'x' } }, 'created'],
    [{ action: 'accept', content: { confirm: false } }, 'declined'],
    [{ action: 'accept', content: { confirm: ' TRUE' } }, 'created'],
    [{ action: 'accept', content: { confirm: 'false' } }, 'declined'],
    [{ action: 'accept', content: { confirm: 'yes' } }, 'declined'],
    [{ action: 'accept', content: { confirm: ['true'] } }, 'declined'],
    [{ action: 'accept', content: { confirm: 0 } }, 'declined'],
    [{ action: 'decline', content: { confirm: true } }, 'declined'],
    [{ action: 'cancel' }, 'declined'],
  ])('%o → %s', async (answer, status) => {
    expect((await answerWith(answer)).answered).toMatchObject({ structuredContent: { status } });
  });

  test.each([{ action: 'ACCEPT' }, {}, { confirm: null }, 'accept'])('%o is asked again', async (answer) => {
    expect((await answerWith(answer as object)).answered).toMatchObject({ resultType: 'input_required' });
  });
});

test.each([
  ['declares no elicitation', {}],
  ['can open URLs only', { elicitation: { url: {} } }],
])('a 2026-07-28 client that %s gets a preview', async (_, capabilities) => {
  const client = await operations.connectModern(
    { capabilities },
    { subject: 'previews', scope: 'read write' },
  );

  expect(await call(client as unknown as TestClient, 'create_ticket', newDraft())).toMatchObject({
    status: 'preview',
  });
  expect(await ticketsOf('previews')).toEqual([]);
});

test('a 2025 client gets a preview whatever it declares and sends along', async () => {
  const params = {
    name: 'create_ticket',
    arguments: newDraft(),
    requestState: 'v1.made.up',
    inputResponses: { confirm: { action: 'accept' } },
  };
  const token = await operations.token({ subject: 'from-2025' });

  const { result } = await operations.ask('tools/call', params, { legacy: true, token });

  expect(result).toMatchObject({ structuredContent: { status: 'preview' } });
});

describe('the proof of a confirmation', () => {
  const accepted = { confirm: { action: 'accept', content: {} } };

  async function callTool(params: object, options: SendOptions = {}) {
    return operations.ask(
      'tools/call',
      { name: 'create_ticket', ...params },
      {
        token: await operations.token({ subject: 'prover' }),
        capabilities: form,
        ...options,
      },
    );
  }

  async function question(draft: object, options: SendOptions = {}): Promise<string> {
    const { result } = await callTool({ arguments: draft }, options);
    expect(result).toMatchObject({
      resultType: 'input_required',
      inputRequests: { confirm: { method: 'elicitation/create' } },
    });
    return result?.requestState as string;
  }

  /** Nothing was written, and the client reads what to do next. */
  async function expectRefusal(params: object, why: string, options: SendOptions = {}) {
    const before = await ticketsOf('prover');
    const { error } = await callTool(params, options);

    expect(error).toMatchObject({ code: -32602, message: expect.stringContaining(why) });
    expect(error?.message).toContain('Nothing was written. Call the tool again');
    expect(await ticketsOf('prover')).toEqual(before);
  }

  const notGenuine = 'is not genuine, is not yours, or is over 10 minutes old';

  test('is good once: the second use is refused and names the ticket of the first', async () => {
    const draft = newDraft();
    const answered = {
      arguments: draft,
      requestState: await question(draft),
      inputResponses: accepted,
    };

    const first = await callTool(answered);
    const second = await callTool(answered);

    expect(first.result).toMatchObject({ structuredContent: { status: 'created' } });
    expect(second.result).toMatchObject({ isError: true });
    expect(JSON.stringify(second.result)).toMatch(/CONFLICT.*already used: it created TKT-\d+/);
    expect((await ticketsOf('prover')).filter(({ title }) => title === draft.title)).toHaveLength(1);
  });

  test.each(['decline', 'cancel'])(
    'is consumed by the answer %s: accepting it later files nothing',
    async (no) => {
      const draft = newDraft();
      const answer = { arguments: draft, requestState: await question(draft) };

      const declined = await callTool({ ...answer, inputResponses: { confirm: { action: no } } });
      const accepts = await Promise.all(
        [1, 2, 3].map(() => callTool({ ...answer, inputResponses: accepted })),
      );
      const again = await callTool({ ...answer, inputResponses: { confirm: { action: no } } });

      expect(declined.result).toMatchObject({ structuredContent: { status: 'declined' } });
      for (const { result } of [...accepts, again]) {
        expect(result).toMatchObject({ isError: true });
        expect(JSON.stringify(result)).toMatch(/CONFLICT.*already used. Nothing was written now/);
      }
      expect((await ticketsOf('prover')).filter(({ title }) => title === draft.title)).toEqual([]);
    },
  );

  test('used ten times at once files one ticket', async () => {
    const draft = newDraft();
    const answered = { arguments: draft, requestState: await question(draft), inputResponses: accepted };

    const answers = await Promise.all(Array.from({ length: 10 }, () => callTool(answered)));

    expect(answers.filter(({ result }) => result?.isError !== true)).toHaveLength(1);
    expect((await ticketsOf('prover')).filter(({ title }) => title === draft.title)).toHaveLength(1);
  });

  test('is refused when any part of it was changed', async () => {
    const draft = newDraft();
    const requestState = await question(draft);
    const [version = '', body = '', mac = ''] = requestState.split('.');
    const envelope = JSON.parse(Buffer.from(body, 'base64url').toString());
    const later = Buffer.from(JSON.stringify({ ...envelope, exp: envelope.exp + 1 })).toString('base64url');

    for (const changed of [
      `${version}.${later}.${mac}`,
      `${version}.${body}.${mac.slice(1)}`,
      `${version}.${body}`,
      `v2.${body}.${mac}`,
      'garbage',
      '',
      'x'.repeat(10_000),
    ]) {
      await expectRefusal({ arguments: draft, requestState: changed, inputResponses: accepted }, notGenuine);
    }
  });

  test('is good for ten minutes', async () => {
    const draft = newDraft();
    // A person of its own: the limiter would hold it against the others that the clock goes back.
    const token = await operations.token({ subject: 'late', expiresInSeconds: 7_200 });
    const requestState = await question(draft, { token });
    const answered = { arguments: draft, requestState, inputResponses: accepted };

    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 602_000 });
    expect((await callTool(answered, { token })).error?.message).toContain(notGenuine);

    vi.setSystemTime(Date.now() - 10_000);
    expect((await callTool(answered, { token })).result).toMatchObject({
      structuredContent: { status: 'created' },
    });
  });

  test('is of no use to another caller', async () => {
    const draft = newDraft();
    const requestState = await question(draft);
    const token = await operations.token({ subject: 'mallory' });

    await expectRefusal({ arguments: draft, requestState, inputResponses: accepted }, notGenuine, { token });
    expect(await ticketsOf('mallory')).toEqual([]);
  });

  test.each([
    { title: 'Another title' },
    { body: 'Another body, long enough.' },
    { priority: 'critical' },
    { assigned_to: 'mallory' },
    { confirm: true },
    { idempotency_key: 'another' },
  ])('is of no use for other arguments (%o)', async (other) => {
    const draft = newDraft();
    const requestState = await question(draft);

    await expectRefusal(
      { arguments: { ...draft, ...other }, requestState, inputResponses: accepted },
      'was given for other arguments',
    );
  });

  test('holds for the same arguments in another order', async () => {
    const { title, body } = newDraft();
    const requestState = await question({ title, body });

    const { result } = await callTool({ arguments: { body, title }, requestState, inputResponses: accepted });

    expect(result).toMatchObject({ structuredContent: { status: 'created' } });
  });

  test('is of no use for another tool', async () => {
    const draft = newDraft();
    const requestState = await question(draft);

    await expectRefusal(
      { name: 'get_ticket', arguments: { ticket_id: 'TKT-001' }, requestState },
      'other arguments',
    );
  });

  describe('with rotated secrets', () => {
    const older = 'an older secret of more than 32 characters';
    const newer = 'a newer secret of more than 32 characters';
    const appWith = (...signingSecrets: string[]) =>
      createApp(createServices({ ...operations.services.config, signingSecrets }));

    test('is accepted while its secret is still listed', async () => {
      const draft = newDraft();
      const requestState = await question(draft, { app: appWith(older) });

      const { result } = await callTool(
        { arguments: draft, requestState, inputResponses: accepted },
        { app: appWith(newer, older) },
      );

      expect(result).toMatchObject({ structuredContent: { status: 'created' } });
    });

    test('is refused once its secret is gone', async () => {
      const draft = newDraft();
      const requestState = await question(draft, { app: appWith(older) });

      await expectRefusal({ arguments: draft, requestState, inputResponses: accepted }, notGenuine, {
        app: appWith(newer),
      });
    });
  });

  describe('without a proper answer', () => {
    test.each([
      ['no answers', undefined],
      ['empty answers', {}],
      ['an answer to another question', { sure: { action: 'accept' } }],
      ['an answer of another kind', { confirm: { roots: [] } }],
      ['an unknown action', { confirm: { action: 'ACCEPT' } }],
      ['a word for an answer', { confirm: 'accept' }],
      ['a list for an answer', { confirm: [{ action: 'accept' }] }],
      ['an answer by way of the prototype', JSON.parse('{"__proto__":{"confirm":{"action":"accept"}}}')],
    ])('%s: the person is asked again, and nothing is written', async (_, inputResponses) => {
      const draft = newDraft();
      const requestState = await question(draft);

      const { result } = await callTool({ arguments: draft, requestState, inputResponses });

      expect(result).toMatchObject({ resultType: 'input_required', requestState: expect.any(String) });
      expect(await ticketsOf('prover')).not.toContainEqual(expect.objectContaining({ title: draft.title }));
    });

    test('an answer without the proof is none', async () => {
      const { result } = await callTool({ arguments: newDraft(), inputResponses: accepted });

      expect(result).toMatchObject({ resultType: 'input_required' });
    });
  });

  test('answers beside the one asked for are ignored', async () => {
    const draft = newDraft();
    const hostile = {
      ...accepted,
      title: { action: 'accept', content: { title: 'pwned' } },
      constructor: { action: 'decline' },
      confirm2: { action: 'decline' },
    };

    const { result } = await callTool({
      arguments: draft,
      requestState: await question(draft),
      inputResponses: {
        ...hostile,
        confirm: { action: 'accept', content: { title: 'pwned', confirm: true } },
      },
    });

    expect(result).toMatchObject({
      structuredContent: { status: 'created', ticket: { title: draft.title, created_by: 'prover' } },
    });
  });

  test('holds nothing of the ticket in clear', async () => {
    const requestState = await question({
      title: 'A confidential matter',
      body: 'Nobody else may read this.',
    });
    const readable = Buffer.from(requestState.split('.')[1]!, 'base64url').toString();

    expect(readable).not.toMatch(/confidential|prover/);
  });
});
