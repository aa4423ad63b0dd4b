import { randomBytes } from 'node:crypto';
import { type Evidence, seen } from '../../context/check.ts';
import type { Given } from '../../context/check-context.ts';
import { pick } from '../../sources/json-path.ts';
import {
  functionRoles,
  referencesIn,
  resourcesOf,
  type Stack,
  statementsOf,
} from '../../sources/template.ts';

/** Records can't be changed or deleted before their time, and hold no personal data and no secret. */
export async function* protectsRecords(given: Given): AsyncGenerator<Evidence> {
  const template = await given.stack();
  yield* locksRecords(template);
  yield* reachesTheLock(template);
  yield* masksPersonalData(given);
}

function* locksRecords(template: Stack): Generator<Evidence> {
  const locked = resourcesOf(template, 'AWS::S3::Bucket').filter(
    ([, { Properties }]) => Properties.ObjectLockEnabled === true,
  );
  yield seen('buckets with Object Lock', locked.map(([id]) => id).join(', ') || 'none', locked.length > 0);
  for (const [id, { Properties, DeletionPolicy }] of locked) {
    const { Mode, Days } = (pick(Properties, 'ObjectLockConfiguration', 'Rule', 'DefaultRetention') ??
      {}) as {
      Mode?: string;
      Days?: number;
    };
    yield seen(
      `${id}: nobody, the account's owner included, can delete a record`,
      `${Mode} for ${Days} days, DeletionPolicy ${DeletionPolicy}`,
      Mode === 'COMPLIANCE' && Number(Days) >= 365 && DeletionPolicy === 'Retain',
    );
  }
}

/** Every function's log goes there that may write records, and none of those who write may take one back. */
function* reachesTheLock(template: Stack): Generator<Evidence> {
  const filters = resourcesOf(template, 'AWS::Logs::SubscriptionFilter').flatMap(([, { Properties }]) =>
    referencesIn(Properties.LogGroupName),
  );
  for (const [id, name] of [
    ['AWS::Lambda::Function', 'Server'],
    ['AWS::Lambda::Function', 'Authorizer'],
  ] as const) {
    const [functionId, found] =
      resourcesOf(template, id).find(([logicalId]) => logicalId.startsWith(`${name}Function`)) ?? [];
    const [logGroup] = referencesIn(pick(found?.Properties, 'LoggingConfig'));
    const sent = logGroup !== undefined && filters.includes(logGroup);
    yield seen(`records of ${functionId ?? name} are sent there`, sent ? `from ${logGroup}` : 'no', sent);
  }
  const writers = [
    ...functionRoles(template).map(([, role]) => role),
    ...resourcesOf(template, 'AWS::KinesisFirehose::DeliveryStream').flatMap(([, { Properties }]) =>
      referencesIn(Properties).filter((name) => template.Resources[name]?.Type === 'AWS::IAM::Role'),
    ),
  ];
  const revoking = writers.flatMap((role) =>
    statementsOf(template, role)
      .flatMap(({ Action }) => Action)
      .filter((action) => /^(s3|logs):(Delete|Put.*(Retention|LegalHold)|Bypass|\*)/.test(action)),
  );
  yield seen(
    'rights of those who write to take a record back',
    revoking.join(', ') || `none, in ${writers.length} roles`,
    writers.length > 0 && revoking.length === 0,
  );
}

/** Made up: none of them is anybody's. */
const planted = {
  'an e-mail address': 'minji.check@example.com',
  'a phone number': '010-1234-5678',
  'a card number': '4111 1111 1111 1111',
  'a resident number': '900101-1234568',
  'a password': 'hunter2-check-8f3a',
};

async function* masksPersonalData({ site, people, auditRecords }: Given): AsyncGenerator<Evidence> {
  const traceId = randomBytes(16).toString('hex');
  const { 'a password': password, ...rest } = planted;
  const body = `Please help: ${Object.values(rest).join(', ')}; password: ${password}`;
  const headers = { traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01` };
  const { structured } = await site.callTool(
    await people.token('worker'),
    'create_ticket',
    { title: 'Personal data in a ticket', body },
    { headers },
  );
  yield seen(
    'a preview of a ticket with personal data in it',
    `${pick(structured, 'status')}, nothing written`,
    pick(structured, 'status') === 'preview',
  );

  const records = await auditRecords(({ trace_id }) => trace_id === traceId);
  const text = JSON.stringify(records);
  for (const [what, value] of Object.entries(planted)) {
    const shown = text.includes(value);
    yield seen(`${what} in its record`, shown ? 'is there' : 'masked', records.length > 0 && !shown);
  }
}
