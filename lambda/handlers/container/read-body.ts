import type { IncomingMessage } from 'node:http';
import { maxRequestBytes } from '../../http/gateway-contract.ts';

/** Memory for all incomplete bodies together: a container has 512 MB in all. */
const maxUnfinishedBytes = 64 * 1024 * 1024;

/** Why a body was not read to its end. */
export type BodyRefused = 'REQUEST_TOO_LARGE' | 'THROTTLED';

interface Unfinished {
  bytes: number;
  refuse(reason: BodyRefused): void;
}

/**
 * Reads the bodies of concurrent requests within bounded memory. Ordinary bodies arrive within milliseconds, so beyond
 * the bound the oldest incomplete body is rejected.
 */
export function createBodyReader(
  maxBytes = maxUnfinishedBytes,
): (request: IncomingMessage) => Promise<Buffer | BodyRefused> {
  /** In the order of their beginning. */
  const unfinished = new Set<Unfinished>();
  let unfinishedBytes = 0;

  return (request) =>
    new Promise((resolve, reject) => {
      let chunks: Buffer[] = [];
      const body: Unfinished = { bytes: 0, refuse };

      function release(): void {
        unfinished.delete(body);
        unfinishedBytes -= body.bytes;
        body.bytes = 0;
        chunks = [];
        request.off('data', take);
      }

      function refuse(reason: BodyRefused): void {
        release();
        // The rest is read and discarded, so that the client can read the answer.
        request.resume();
        resolve(reason);
      }

      function take(chunk: Buffer): void {
        chunks.push(chunk);
        body.bytes += chunk.length;
        unfinishedBytes += chunk.length;
        if (body.bytes > maxRequestBytes) refuse('REQUEST_TOO_LARGE');
        for (const longest of unfinished) {
          if (unfinishedBytes <= maxBytes) break;
          longest.refuse('THROTTLED');
        }
      }

      function cutOff(): void {
        release();
        reject(new Error('The client left before its request was complete.'));
      }

      if (request.destroyed) return cutOff();
      unfinished.add(body);
      request.on('data', take);
      request.once('end', () => {
        const whole = Buffer.concat(chunks);
        release();
        resolve(whole);
      });
      request.once('error', cutOff);
      request.once('close', cutOff);
    });
}
