import type { DynamoDB } from '../dynamodb/client.ts';
import type { Item, Write } from '../dynamodb/command-inputs.ts';
import { endsImport } from '../dynamodb/data-version.ts';
import type { Key } from '../dynamodb/table-schema.ts';
import { type Notification, type NotificationOptions, notificationOf } from './notification.ts';
import { notifyingChangeOf } from './notifying-changes.ts';

/**
 * Replaces the table's stream where there is no AWS: notifies after each transaction, and reports when it ended an
 * import of stock or policies. Only imports need to read an item before it is replaced.
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
      const changes = writes.flatMap((write) => changeOf(write, isImport));
      const before = await Promise.all(
        changes.map(({ event, item }) => (event === 'INSERT' ? undefined : readQuietly(db, item))),
      );
      await db.transact(writes);
      const notifications = changes.flatMap(({ event, item }, at) => {
        if (event === 'MODIFY' && !before[at]) return [];
        return notificationOf(before[at], item, options) ?? [];
      });
      notify(notifications, endsImport(writes));
    },
  };
}

type StoredItem = Item & Key;

function changeOf(write: Write, isImport: boolean): { event: 'INSERT' | 'MODIFY'; item: StoredItem }[] {
  if (!('put' in write)) return [];
  const item = write.put as StoredItem;
  const change = notifyingChangeOf(item);
  return change && (isImport || !change.importOnly) ? [{ event: change.event, item }] : [];
}

/** Without the previous item there is no notification; a failed read must not fail the write. */
async function readQuietly(db: DynamoDB, { pk, sk }: Key): Promise<Item | undefined> {
  return db.get({ pk, sk }).catch(() => undefined);
}
