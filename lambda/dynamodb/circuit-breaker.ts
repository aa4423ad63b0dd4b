import { setTimeout } from 'node:timers/promises';
import { isThrottlingError } from '@smithy/core/retry';
import type { SdkError } from '@smithy/types';
import { DynamoDBError, StoreUnavailable } from './errors.ts';

/** Rejects calls at once while the table does not answer. */
export interface CircuitBreaker {
  /** Runs `call`; while the circuit is open, throws StoreUnavailable instead unless `probe` succeeds at once. */
  run<Result>(call: () => Promise<Result>, probe: () => Promise<unknown>): Promise<Result>;
  isOpen(): boolean;
}

/** Consecutive quick failures that open the circuit. One call without an answer opens it: all its attempts have failed. */
const maxQuickFailures = 3;
/** How long a call waits for a probe: enough for a table that is back, little for one that hangs. */
const defaultProbeWaitMs = 200;

/**
 * One circuit per instance. A call during an open circuit starts a probe or shares a recent one, so that the circuit
 * closes with the first call after the table is back.
 */
export function createCircuitBreaker(
  onChange: (state: 'open' | 'closed') => void,
  { probeWaitMs = defaultProbeWaitMs } = {},
): CircuitBreaker {
  let quickFailures = 0;
  let open = false;
  let probing: Promise<unknown> | undefined;
  let patience: Promise<unknown> | undefined;

  function setOpen(value: boolean): void {
    quickFailures = 0;
    if (open === value) return;
    open = value;
    onChange(open ? 'open' : 'closed');
  }

  async function runProbe(probe: () => Promise<unknown>): Promise<void> {
    const isAnswered = await probe().then(
      () => true,
      (error: unknown) => !isOutage(error),
    );
    if (isAnswered) setOpen(false);
  }

  return {
    isOpen: () => open,
    async run(call, probe) {
      if (open) {
        if (!probing) {
          patience = setTimeout(probeWaitMs, undefined, { ref: false });
          probing = runProbe(probe).finally(() => {
            probing = undefined;
          });
        }
        // Only calls at the beginning of a probe wait; later ones are rejected until it has ended.
        await Promise.race([probing, patience]);
      }
      if (open) throw new StoreUnavailable(new Error('The circuit breaker is open'));
      try {
        const result = await call();
        quickFailures = 0;
        return result;
      } catch (error) {
        if (!isOutage(error)) quickFailures = 0;
        else if (isTimeout(error) || ++quickFailures >= maxQuickFailures) setOpen(true);
        throw error;
      }
    },
  };
}

/** Whether another call would fail too. A failed condition or a rejected request is an answer of the table. */
function isOutage(error: unknown): error is StoreUnavailable {
  if (!(error instanceof StoreUnavailable)) return false;
  const { cause } = error;
  if (!(cause instanceof DynamoDBError)) return true;
  return cause.$metadata.httpStatusCode >= 500 || isThrottlingError(cause as SdkError);
}

function isTimeout({ cause }: StoreUnavailable): boolean {
  return cause instanceof Error && cause.name === 'TimeoutError';
}
