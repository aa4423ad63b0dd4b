import type { DynamoDB } from '../dynamodb/client.ts';
import type { Item, Write } from '../dynamodb/command-inputs.ts';
import { endsImport } from '../dynamodb/data-version.ts';
import { type Key, keys } from '../dynamodb/table-schema.ts';
import { type Notification, type NotificationOptions, notificationOf } from './notification.ts';

/**
 * The table without AWS, where no stream carries its changes: notifies of each transaction after it was written, and
 * says whether an import of stock or policies has ended with it. Reads an item before it is replaced only where the
 * notification depends on it, which is no request of the usual kind.
 */
export function notifyWrites(
  db: DynamoDB,
  notify: (notifications: readonly Notification[], importHasEnded: boolean) => void,
  options: NotificationOptions,
): DynamoDB {
  return {
    ...db,
    async transact(writes) {
      const isImport = writes.some((write) => 'put' in write && write.put.action === 'import');
      const puts = writes.flatMap((write) => putOf(write, isImport));
      const before = await Promise.all(puts.map((put) => (isNew(put) ? undefined : readQuietly(db, put))));
      await db.transact(writes);
      const notifications = puts.flatMap((put, at) => notificationOf(before[at], put, options) ?? []);
      notify(notifications, endsImport(writes));
    },
  };
}

type Put = Item & Key;

const { sk: firstAudit } = keys.ticketAudit('', 0);
const auditPrefix = firstAudit.slice(0, firstAudit.indexOf('#') + 1);

function putOf(write: Write, isImport: boolean): Put[] {
  if (!('put' in write)) return [];
  const put = write.put as Put;
  if (isNew(put)) return put.action === 'import' ? [] : [put];
  if (isImport && put.sk === keys.ticket('').sk && put.pk.startsWith(keys.ticket('').pk)) return [put];
  const watched = [keys.item('').pk, keys.policy('').pk, keys.mountedServer('').pk];
  return watched.includes(put.pk) && !isServerItself(put) ? [put] : [];
}

/** An audit record is written once and never replaced. */
function isNew(put: Put): boolean {
  return put.sk.startsWith(auditPrefix);
}

function isServerItself({ pk, sk }: Put): boolean {
  return pk === keys.mountedServer('').pk && !sk.includes('#');
}

/** A notification is not worth a write: without the item as it was there is none. */
async function readQuietly(db: DynamoDB, { pk, sk }: Put): Promise<Item | undefined> {
  return db.get({ pk, sk }).catch(() => undefined);
}
