import { requestContext } from '../observability/request-context.ts';
import type { Write } from './command-inputs.ts';
import { StoreUnavailable } from './errors.ts';
import { keys } from './table-schema.ts';

/** Sends a transaction and records in the request's context whether it was written, or may have been. */
export async function trackOutcome(writes: readonly Write[], send: () => Promise<unknown>): Promise<void> {
  const context = requestContext.getStore();
  if (!context) return void (await send());
  context.writeOutcomeUnknown = true;
  try {
    await send();
    context.writeOutcomeUnknown = false;
    context.hasWritten ||= writes.some(isVisibleChange);
  } catch (error) {
    context.writeOutcomeUnknown = error instanceof StoreUnavailable && error.outcomeUnknown;
    throw error;
  }
}

/** A confirmation that is consumed changes nothing that people see. */
function isVisibleChange(write: Write): boolean {
  return !('put' in write) || write.put.pk !== keys.confirmation('').pk;
}
