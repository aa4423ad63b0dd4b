import type { JSONRPCMessage } from '@modelcontextprotocol/server';

/** A reader that is slower than this loses notifications; the answer it never loses. */
const maxWaiting = 1_000;

/** The notifications of one request in their order, until it is closed. */
export class NotificationQueue implements AsyncIterable<JSONRPCMessage> {
  private readonly waiting: JSONRPCMessage[] = [];
  private readonly arrival = Promise.withResolvers<void>();
  private wake = Promise.withResolvers<void>();
  private closed = false;

  /** Resolves with the first notification, if there ever is one. */
  get first(): Promise<void> {
    return this.arrival.promise;
  }

  push(message: JSONRPCMessage): void {
    // A request of the server's own would be answered in another POST, which may reach another instance.
    if ('id' in message || this.closed || this.waiting.length >= maxWaiting) return;
    this.waiting.push(message);
    this.arrival.resolve();
    this.wake.resolve();
  }

  close(): void {
    this.closed = true;
    this.wake.resolve();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<JSONRPCMessage> {
    while (true) {
      yield* this.waiting.splice(0);
      if (this.closed) return;
      await this.wake.promise;
      this.wake = Promise.withResolvers<void>();
    }
  }
}
