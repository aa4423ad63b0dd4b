import { type Evidence, seen } from '../../context/check.ts';
import type { Given } from '../../context/check-context.ts';
import { pick } from '../../sources/json-path.ts';
import { resourcesOf } from '../../sources/template.ts';

/** No single mistake takes the data, and nothing is kept without an end by accident. */
export async function* keepsData({ stack }: Given): AsyncGenerator<Evidence> {
  const template = await stack();
  const tables = resourcesOf(template, 'AWS::DynamoDB::GlobalTable');
  yield seen('tables in the template', `${tables.length}`, tables.length > 0);

  for (const [id, { Properties, DeletionPolicy }] of tables) {
    const replicas = (Properties.Replicas ?? []) as object[];
    const every = (...path: string[]) =>
      replicas.length > 0 && replicas.every((replica) => pick(replica, ...path) === true);
    const recoverable = every('PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled');
    const isProtected = every('DeletionProtectionEnabled');
    const encrypted = pick(Properties, 'SSESpecification', 'SSEEnabled') === true;
    yield seen(
      `${id} can be brought back to any second`,
      `point-in-time recovery: ${recoverable}`,
      recoverable,
    );
    yield seen(`${id} can't be deleted by mistake`, `deletion protection: ${isProtected}`, isProtected);
    yield seen(`${id} outlives its stack`, `DeletionPolicy: ${DeletionPolicy}`, DeletionPolicy === 'Retain');
    yield seen(`${id} is encrypted with a key whose use is logged`, `KMS: ${encrypted}`, encrypted);
  }
  for (const [id, { Properties }] of resourcesOf(template, 'AWS::Cognito::UserPool')) {
    const active = Properties.DeletionProtection === 'ACTIVE';
    yield seen(
      `${id} can't be deleted by mistake`,
      `DeletionProtection: ${Properties.DeletionProtection}`,
      active,
    );
  }

  const logs = resourcesOf(template, 'AWS::Logs::LogGroup');
  const endless = logs.filter(([, { Properties }]) => !Number.isInteger(Properties.RetentionInDays));
  yield seen(
    'logs that are kept for ever',
    endless.map(([id]) => id).join(', ') || `none of ${logs.length}`,
    logs.length > 0 && endless.length === 0,
  );
}
