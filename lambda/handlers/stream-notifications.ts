import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import middy from '@middy/core';
import type { DynamoDBRecord } from 'aws-lambda';
import { type Notification, notificationOf } from '../notifications/notification.ts';

/** The stack sets it to the mark of the server (`lowStockBelow` of the stage). */
export const lowStockBelow = Number(process.env.LOW_STOCK_BELOW ?? 10);
const options = { lowStockBelow, includeTitles: process.env.NOTICE_TITLES === 'true' };

/** Invoked by a pipe on the table's stream, between its filter and the event bus: returns notifications of the changes. */
export const handler = middy(
  async (records: readonly DynamoDBRecord[]): Promise<readonly Notification[]> =>
    records.flatMap(({ dynamodb }) => {
      const after = plain(dynamodb?.NewImage);
      return (after && notificationOf(plain(dynamodb?.OldImage), after, options)) ?? [];
    }),
);

function plain(
  image: NonNullable<DynamoDBRecord['dynamodb']>['NewImage'],
): Record<string, unknown> | undefined {
  return image && unmarshall(image as Record<string, AttributeValue>);
}
