import type { Config } from '../config/config.ts';
import type { DynamoDB } from '../dynamodb/client.ts';
import type { Logger } from '../observability/logger.ts';
import { mergeNotifications } from './merge-notifications.ts';
import type { Notification } from './notification.ts';
import { notifyWrites } from './notify-writes.ts';
import { createPublisher } from './publish.ts';

/**
 * Logs each notification and posts it to the webhook if one is set. An import of stock or policies makes one per type.
 */
export function notifyLocally(
  db: DynamoDB,
  {
    noticeWebhook,
    noticeTitles,
    lowStockBelow,
  }: Pick<Config, 'noticeWebhook' | 'noticeTitles' | 'lowStockBelow'>,
  log: Logger,
): DynamoDB {
  const publish = createPublisher({
    webhook: noticeWebhook,
    onNotification: ({ type, detail }) => log.info(`${type}: ${detail.text}`),
    onFailure: ({ type }, reason) => log.warn('A notification was not delivered', { type, reason }),
  });
  /** Held back until the import ends. If it stops midway, they are sent with the import that completes it. */
  let ofImport: Notification[] = [];
  const notify = (notifications: readonly Notification[], importHasEnded: boolean) => {
    for (const notification of notifications)
      if (isOfImport(notification)) ofImport.push(notification);
      else publish(notification);
    if (!importHasEnded) return;
    for (const notification of mergeNotifications(ofImport)) publish(notification);
    ofImport = [];
  };
  return notifyWrites(db, notify, { lowStockBelow, includeTitles: noticeTitles });
}

/** Only imports write stock and policies. */
function isOfImport({ type }: Notification): boolean {
  return type === 'Stock low' || type === 'Policy changed';
}
