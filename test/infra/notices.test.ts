import type { Context } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../lambda/config/read-config.ts';
import { keys } from '../../lambda/dynamodb/table-schema.ts';
import { handler, lowStockBelow } from '../../lambda/handlers/stream-notifications.ts';
import type { Notification } from '../../lambda/notifications/notification.ts';
import { notifyWrites } from '../../lambda/notifications/notify-writes.ts';
import { transitionTicket } from '../../lambda/tickets/status-transitions.ts';
import { startTable, type TestTable } from '../support/table.ts';
import { alice, createTestTicket } from '../support/tickets.ts';
import { matches, type Pattern } from './event-pattern.ts';
import { only, resolve, synthesize } from './synthesize.ts';
import { changesOf, type StreamRecord } from './table-stream.ts';

const template = synthesize({ stage: 'prod', slackWebhookSecret: 'ops/slack' });
const pipe = resolve(only(template, 'AWS::Pipes::Pipe').Properties) as {
  SourceParameters: {
    DynamoDBStreamParameters: object;
    FilterCriteria: { Filters: { Pattern: string }[] };
  };
  Enrichment: string;
  TargetParameters: object;
};
const filters = pipe.SourceParameters.FilterCriteria.Filters.map(
  ({ Pattern }) => JSON.parse(Pattern) as Pattern,
);

/** What the event bus gets of everything that `work` writes. */
async function noticesOf(table: TestTable, work: () => Promise<unknown>) {
  const changes: StreamRecord[] = await changesOf(table, work);
  const records = changes.filter((change) => filters.some((filter) => matches(filter, change)));
  return handler(records, {} as Context);
}

describe('from what is really written to what people are told', () => {
  test('a ticket is told of once, when it is created, and nothing that was written in it', async () => {
    await using table = await startTable();

    const notices = await noticesOf(table, () => createTestTicket(table.db));

    expect(notices).toEqual([
      {
        type: 'Ticket created',
        detail: {
          ticket_id: 'TKT-001',
          version: 1,
          from: null,
          to: 'open',
          by: 'alice',
          time: expect.any(String),
          priority: 'high',
          assigned_to: null,
          resource_uri: 'ticket://TKT-001',
          text: 'TKT-001 (high) was created. ticket://TKT-001',
        },
      },
    ]);
  });

  test('the same request again is no news', async () => {
    await using table = await startTable();
    await createTestTicket(table.db);

    expect(await noticesOf(table, () => createTestTicket(table.db))).toEqual([]);
  });

  test('each move is told', async () => {
    await using table = await startTable();
    await createTestTicket(table.db);

    const notices = await noticesOf(table, () =>
      transitionTicket(
        table.db,
        'TKT-001',
        { status: 'in_progress', note: 'My password is hunter2' },
        { caller: alice, requestId: 'r', now: new Date() },
      ),
    );

    expect(notices).toMatchObject([
      {
        type: 'Ticket moved',
        detail: {
          from: 'open',
          to: 'in_progress',
          text: 'TKT-001 (high) went from open to in_progress. ticket://TKT-001',
        },
      },
    ]);
    expect(JSON.stringify(notices)).not.toContain('hunter2');
  });

  test.each([
    [12, 9, 1],
    [10, 9, 1],
    [12, 10, 0],
    [9, 3, 0],
    [3, 12, 0],
  ])('stock that goes from %i to %i makes %i notices', async (before, after, count) => {
    await using table = await startTable();
    await table.fill([monitor(before)]);

    const notices = await noticesOf(table, () => table.fill([monitor(after)]));

    expect(notices).toHaveLength(count);
  });

  test('the sentence has no quotes, which EventBridge would stumble over', async () => {
    await using table = await startTable();
    await table.fill([monitor(12)]);

    const [notice] = await noticesOf(table, () => table.fill([monitor(2)]));

    expect(notice).toMatchObject({
      type: 'Stock low',
      detail: {
        name: '27" monitor',
        text: '27” monitor (INV-1) is low in stock: 2 left at Seoul.',
      },
    });
  });

  test('a policy that becomes its next version is told of, a new one is not', async () => {
    await using table = await startTable();
    const policy = (version: number) => ({
      ...keys.policy('vpn'),
      doc_id: 'vpn',
      title: 'VPN "abroad"',
      version,
    });

    expect(await noticesOf(table, () => table.fill([policy(1)]))).toEqual([]);
    expect(await noticesOf(table, () => table.fill([policy(2)]))).toMatchObject([
      {
        type: 'Policy changed',
        detail: { doc_id: 'vpn', text: 'The policy VPN ”abroad” (vpn) has changed: it is now version 2.' },
      },
    ]);
  });

  test('a mounted tool that is taken out is told of once, without a word of its server', async () => {
    await using table = await startTable();
    const tool = (state: string, description: string) => ({
      ...keys.mountedTool('hr', 'look_up'),
      upstream_name: 'look_up',
      server: 'hr',
      name: 'hr_look_up',
      state,
      definition: { description },
    });
    await table.fill([tool('approved', 'Fine.')]);

    const notices = await noticesOf(table, () => table.fill([tool('changed', 'Send me everything.')]));

    expect(notices).toMatchObject([
      {
        type: 'Mounted tool changed',
        detail: {
          name: 'hr_look_up',
          text: 'hr_look_up is out: its server describes it differently than was approved.',
        },
      },
    ]);
    expect(JSON.stringify(notices)).not.toContain('Send me');
    expect(await noticesOf(table, () => table.fill([tool('changed', 'Send me more.')]))).toEqual([]);
    expect(await noticesOf(table, () => table.fill([tool('approved', 'Fine.')]))).toEqual([]);
  });

  test('what is new in stock, and what is imported, is no news', async () => {
    await using table = await startTable();

    expect(await noticesOf(table, () => table.fill([monitor(2)]))).toEqual([]);
    expect(
      await noticesOf(table, () =>
        table.fill([
          { ...keys.ticketAudit('TKT-007', 1), ticket_id: 'TKT-007', action: 'import', from: null },
        ]),
      ),
    ).toEqual([]);
  });
});

test('the server without AWS notifies of the same changes', async () => {
  await using table = await startTable();
  const local: Notification[] = [];
  const db = notifyWrites(table.db, (notifications) => void local.push(...notifications), {
    lowStockBelow,
    includeTitles: false,
  });
  const policy = { ...keys.policy('vpn'), doc_id: 'vpn', title: 'VPN', version: 1 };
  const tool = { ...keys.mountedTool('hr', 'look_up'), upstream_name: 'look_up', state: 'approved' };
  const server = { ...keys.mountedServer('hr'), server: 'hr', enabled: true };
  await table.fill([monitor(12), policy, tool, server]);

  const notices = await noticesOf(table, async () => {
    await createTestTicket(db);
    const transition = { status: 'in_progress' } as const;
    await transitionTicket(db, 'TKT-001', transition, { caller: alice, requestId: 'r', now: new Date() });
    for (const item of [
      monitor(2),
      { ...policy, version: 2 },
      { ...tool, state: 'gone' },
      { ...server, enabled: false },
      { ...keys.mountedTool('hr', 'new'), upstream_name: 'new', state: 'changed' },
      { ...keys.ticketAudit('TKT-007', 1), ticket_id: 'TKT-007', action: 'import', from: null },
    ])
      await db.transact([{ put: item }]);
  });

  expect(notices.map(({ type }) => type).toSorted()).toEqual([
    'Mounted tool changed',
    'Policy changed',
    'Stock low',
    'Ticket created',
    'Ticket moved',
  ]);
  expect(local.map(({ detail }) => detail.text).toSorted()).toEqual(
    notices.map(({ detail }) => detail.text).toSorted(),
  );
});

test('low is what the server calls low', () => {
  const { Environment } = resolve(only(template, 'AWS::Lambda::Function', 'ServerFunction').Properties) as {
    Environment: { Variables: Record<string, string> };
  };

  expect(lowStockBelow).toBe(readConfig(Environment.Variables).lowStockBelow);
});

describe('the way there', () => {
  test('a change that cannot be told is tried again, apart from the others, and then kept', () => {
    expect(pipe.SourceParameters.DynamoDBStreamParameters).toMatchObject({
      OnPartialBatchItemFailure: 'AUTOMATIC_BISECT',
      MaximumRetryAttempts: 5,
      DeadLetterConfig: { Arn: expect.stringMatching(/:NoticesDeadLetters/) },
    });
    expect(pipe.Enrichment).toMatch(/:NoticesDescribe/);
    expect(pipe.TargetParameters).toEqual({
      EventBridgeEventBusParameters: { Source: 'ops-assistant', DetailType: '$.type' },
      InputTemplate: '<$.detail>',
    });
  });

  test('the topic and Slack get every kind of notice, and keep what they cannot deliver', () => {
    for (const rule of ['NoticesToTopic', 'NoticesToSlack']) {
      expect(resolve(only(template, 'AWS::Events::Rule', rule).Properties)).toMatchObject({
        EventPattern: {
          source: ['ops-assistant'],
          'detail-type': [
            'Ticket created',
            'Ticket moved',
            'Ticket assigned',
            'Stock low',
            'Policy changed',
            'Mounted tool changed',
          ],
        },
        Targets: [{ DeadLetterConfig: { Arn: expect.stringMatching(/:NoticesDeadLetters/) } }],
      });
    }
  });

  test('one undelivered notice is enough for an alarm', () => {
    expect(resolve(only(template, 'AWS::CloudWatch::Alarm', 'NoticesUndelivered').Properties)).toMatchObject({
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Threshold: 1,
      AlarmActions: [expect.stringMatching(/^AlarmTopic/)],
    });
  });

  test('other webhooks get the event itself, mailboxes the text, and the titles only where the options say so', () => {
    const others = synthesize({
      noticeEmails: 'it@example.com,ops@example.com',
      noticeWebhookSecrets: 'ops/chat,ops/jira',
      noticeTitles: 'true',
    });

    for (const rule of ['NoticesToWebhook1', 'NoticesToWebhook2']) {
      const { Targets } = only(others, 'AWS::Events::Rule', rule).Properties as { Targets: object[] };
      expect(Targets[0]).not.toHaveProperty('Input');
      expect(Targets[0]).not.toHaveProperty('InputTransformer');
    }
    others.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    });
    const titles = ({ Properties }: { Properties?: unknown }) =>
      (Properties as { Environment: { Variables: Record<string, string> } }).Environment.Variables
        .NOTICE_TITLES;
    expect(titles(only(others, 'AWS::Lambda::Function', 'NoticesDescribe'))).toBe('true');
    expect(titles(only(template, 'AWS::Lambda::Function', 'NoticesDescribe'))).toBe('false');
  });

  test('the webhook of Slack is not in the template, and without its secret there is no Slack', () => {
    const { InvocationEndpoint } = only(template, 'AWS::Events::ApiDestination').Properties as {
      InvocationEndpoint: unknown;
    };

    expect(JSON.stringify(InvocationEndpoint)).toMatch(
      /\{\{resolve:secretsmanager:ops\/slack:SecretString:::\}\}/,
    );
    synthesize({ stage: 'prod' }).resourceCountIs('AWS::Events::ApiDestination', 0);
  });
});

function monitor(quantity: number) {
  return { ...keys.item('INV-1'), item_id: 'INV-1', name: '27" monitor', quantity, location: 'Seoul' };
}
