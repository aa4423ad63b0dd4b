import { readNotificationSettings } from '../../../lambda/config/read-config.ts';
import type { DynamoDB } from '../../../lambda/dynamodb/client.ts';
import { mergeNotifications } from '../../../lambda/notifications/merge-notifications.ts';
import type { Notification } from '../../../lambda/notifications/notification.ts';
import { notifyWrites } from '../../../lambda/notifications/notify-writes.ts';
import { createPublisher } from '../../../lambda/notifications/publish.ts';

export interface NotifyingTable {
  readonly db: DynamoDB;
  /** Call it once, after the last write. */
  publish(): void;
}

/**
 * Sends the changes of an import to NOTICE_WEBHOOK, for a table without a stream: the server does not see the import.
 * Without a webhook, it reads and sends nothing.
 */
export function notifyImport(db: DynamoDB, env: Record<string, string | undefined>): NotifyingTable {
  const { noticeWebhook: webhook, noticeTitles, lowStockBelow } = readNotificationSettings(env);
  if (webhook === undefined) return { db, publish: () => {} };
  const collected: Notification[] = [];
  const publish = createPublisher({
    webhook,
    onNotification: () => {},
    onFailure: ({ type }, reason) =>
      process.stderr.write(`The notification "${type}" was not delivered to NOTICE_WEBHOOK: ${reason}\n`),
  });
  return {
    db: notifyWrites(db, (notifications) => void collected.push(...notifications), {
      lowStockBelow,
      includeTitles: noticeTitles,
    }),
    publish: () => {
      for (const notification of mergeNotifications(collected)) publish(notification);
    },
  };
}
