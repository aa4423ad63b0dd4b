import type { Config } from '../config.ts';
import type { DynamoDB } from '../dynamodb/client.ts';
import type { Logger } from '../observability/logger.ts';
import { notifyWrites } from './notify-writes.ts';
import { createPublisher } from './publish.ts';

/** A line in the log per notification, and the webhook if one is set. */
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
  return notifyWrites(db, publish, { lowStockBelow, includeTitles: noticeTitles });
}
