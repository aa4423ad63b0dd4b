import * as http from 'node:http';
import * as https from 'node:https';
import type { Notification } from './notification.ts';

const timeoutMs = 5_000;
const attempts = 3;
const maxWaiting = 100;

export interface PublisherOptions {
  /** Receives each notification as JSON `{type, detail, text}`; a Slack webhook reads `text`. */
  readonly webhook: string | undefined;
  readonly onNotification: (notification: Notification) => void;
  /** Called with the reason when the webhook did not accept a notification. */
  readonly onFailure: (notification: Notification, reason: string) => void;
}

/** Sends notifications one at a time, in the order of the writes and without delaying them. */
export function createPublisher({ webhook, onNotification, onFailure }: PublisherOptions) {
  let last = Promise.resolve();
  let waiting = 0;

  return (notification: Notification): void => {
    onNotification(notification);
    if (!webhook) return;
    if (waiting >= maxWaiting) {
      onFailure(notification, `${maxWaiting} notifications wait already`);
      return;
    }
    waiting += 1;
    last = last
      .then(() => send(webhook, notification))
      .catch((error: Error) => onFailure(notification, error.message))
      .finally(() => {
        waiting -= 1;
      });
  };
}

async function send(webhook: string, { type, detail }: Notification): Promise<void> {
  const body = JSON.stringify({ type, detail, text: detail.text });
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await post(webhook, body);
    } catch (error) {
      if (attempt === attempts) throw error;
    }
  }
}

async function post(webhook: string, body: string): Promise<void> {
  const { request } = webhook.startsWith('https:') ? https : http;
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const signal = AbortSignal.timeout(timeoutMs);
  const sent = request(webhook, { method: 'POST', headers, signal }, (response) => {
    response.resume().on('error', reject);
    resolve(response.statusCode ?? 0);
  });
  sent.on('error', reject).end(body);
  const status = await promise;
  if (status >= 300) throw new Error(`The webhook answered with status ${status}`);
}
