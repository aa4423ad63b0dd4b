import { setTimeout } from 'node:timers/promises';
import { StoreUnavailable } from '../dynamodb/errors.ts';
import { keys } from '../dynamodb/table-schema.ts';
import type { Resource } from '../mcp/definitions/define-resource.ts';

const pauseMs = 250;
/** Stops the loop if the server's deadline does not work. */
const longestMs = 60_000;

export const opsDeadline: Resource = {
  uri: 'ops://deadline',
  name: 'ops-deadline',
  title: 'Proof that the deadline ends a request',
  description:
    'Keeps reading from the table until the deadline of this request stops it, and tells after how long that was. It takes the whole deadline, so read it only to check a deployment.',
  mimeType: 'application/json',
  scope: 'admin',
  async read(_variables, { services: { db } }) {
    const startedAt = Date.now();
    const elapsed = () => Date.now() - startedAt;
    while (elapsed() < longestMs) {
      try {
        await db.get(keys.dataVersion());
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        return JSON.stringify({ ended_by: 'deadline', ended_after_ms: elapsed() });
      }
      await setTimeout(pauseMs);
    }
    return JSON.stringify({ ended_by: 'nothing', ended_after_ms: elapsed() });
  },
};
