import type { JSONRPCMessage } from '@modelcontextprotocol/server';

/** Further notifications of a slow reader are dropped; the answer never is. */
const maxWaiting = 1_000;

/** The notifications of one request in their order, until it is closed. */
export class NotificationQueue implements AsyncIterable<JSONRPCMessage> {
  private readonly waiting: JSONRPCMessage[] = [];
  private readonly arrival = Promise.withResolvers<void>();
  private changed = Promise.withResolvers<void>();
  private closed = false;

  /** Resolves when the first notification arrives; may never resolve. */
  get first(): Promise<void> {
    return this.arrival.promise;
  }

  push(message: JSONRPCMessage): void {
    // A request of the server's own would be answered in another POST, which may reach another instance.
    if ('id' in message || this.closed || this.waiting.length >= maxWaiting) return;
    this.waiting.push(message);
    this.arrival.resolve();
    this.changed.resolve();
  }

  close(): void {
    this.closed = true;
    this.changed.resolve();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<JSONRPCMessage> {
    while (true) {
      yield* this.waiting.splice(0);
      if (this.closed) return;
      await this.changed.promise;
      this.changed = Promise.withResolvers<void>();
    }
  }
}
