import type { DynamoDB } from '../dynamodb/client.ts';
import type { Item, Update } from '../dynamodb/command-inputs.ts';
import { ConditionFailed, StoreUnavailable } from '../dynamodb/errors.ts';
import { keys } from '../dynamodb/table-schema.ts';

/**
 * Whether a server may be called. A probe is the single call that tests whether the server is back; its success counts
 * only if `lastFailure` is unchanged.
 */
export type Permit =
  | { readonly open: false; readonly probe?: { readonly lastFailure: number } }
  | { readonly open: true; readonly retryAfterSeconds: number };

export interface CircuitBreaker {
  /** Starts to read the state, so that `permit` need not wait. */
  prefetch(server: string): void;
  /** Reads the table, unless the state was read within a second. */
  permit(server: string, timeoutMs: number): Promise<Permit>;
  /** From the last known state; makes no request. */
  isKnownOpen(server: string): boolean;
  succeeded(server: string, permit: Permit): Promise<void>;
  /** `weight` is 2 for a timeout, which blocks an instance longest. */
  failed(
    server: string,
    permit: Permit,
    failure: { weight: number; retryAfterSeconds?: number | undefined },
  ): Promise<void>;
}

const threshold = 5;
const stateLifetimeMs = 30_000;
const shortestPauseMs = 10_000;
const longestPauseMs = 300_000;
const freshMs = 1_000;
/** How far the clocks of two instances may differ. A stored time further ahead was written with a wrong clock. */
const clockSkewMs = 5_000;
const longestProbeMs = 60_000;

interface State {
  readonly failures: number;
  readonly last_failure: number;
  readonly failed_probes: number;
  readonly probe_until: number;
  /** From the server's Retry-After. */
  readonly paused_until: number;
}

/**
 * One breaker per mounted server, shared by all instances through one item, or the last known state without the table.
 * The state is derived from counts and times, so nothing is written while a server is healthy.
 */
export function createCircuitBreaker(db: DynamoDB, now: () => number = Date.now): CircuitBreaker {
  const known = new Map<string, { state: State; readAt: number }>();
  const reading = new Map<string, Promise<State>>();

  return {
    prefetch: (server) => void read(server).catch(() => {}), // permit() reports the error

    async permit(server, timeoutMs) {
      const state = await read(server);
      const wait = waitMs(state, now());
      if (wait > 0) return refused(wait);
      if (!isTripped(state)) return { open: false };
      return probe(server, state, timeoutMs);
    },

    isKnownOpen(server) {
      const state = known.get(server)?.state;
      return state !== undefined && waitMs(state, now()) > 0;
    },

    async succeeded(server, permit) {
      if (permit.open || !permit.probe) return;
      await write(server, {
        update: 'SET failures = :zero, failed_probes = :zero, probe_until = :zero, paused_until = :zero',
        condition: 'last_failure = :seen',
        values: { ':zero': 0, ':seen': permit.probe.lastFailure },
      });
    },

    async failed(server, permit, { weight, retryAfterSeconds }) {
      if (permit.open) return;
      const pause = retryAfterSeconds && Math.min(retryAfterSeconds * 1_000, longestPauseMs);
      const paused = pause
        ? { set: ', paused_until = :paused', values: { ':paused': now() + pause } }
        : undefined;
      if (permit.probe) await write(server, probeFailed(now(), weight, paused));
      else await count(server, weight, paused);
    },
  };

  async function read(server: string): Promise<State> {
    const cached = known.get(server);
    if (cached && Math.abs(now() - cached.readAt) < freshMs) return cached.state;
    const pending = reading.get(server) ?? load(server).finally(() => reading.delete(server));
    reading.set(server, pending);
    return pending;
  }

  async function load(server: string): Promise<State> {
    try {
      return remember(server, await db.get(keys.serverState(server)));
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      return known.get(server)?.state ?? stateOf(undefined);
    }
  }

  function remember(server: string, item: Item | undefined): State {
    const state = stateOf(item);
    known.set(server, { state, readAt: now() });
    return state;
  }

  /** One call of all instances is permitted; the others get its timeout as retry time. */
  async function probe(server: string, state: State, timeoutMs: number): Promise<Permit> {
    const lastFailure = state.last_failure;
    const claim = await write(server, {
      update: 'SET probe_until = :until',
      condition:
        'last_failure = :seen AND (attribute_not_exists(probe_until) OR probe_until <= :now OR probe_until > :impossible)',
      values: {
        ':until': now() + timeoutMs + freshMs,
        ':seen': lastFailure,
        ':now': now(),
        ':impossible': now() + longestProbeMs + clockSkewMs,
      },
    });
    if (claim !== 'refused') return { open: false, probe: { lastFailure } };
    const current = known.get(server)!.state;
    return isTripped(current) ? refused(Math.max(waitMs(current, now()), freshMs)) : { open: false };
  }

  /** Failures older than half a minute do not count. A wrong guess of which form to send fails its condition. */
  async function count(server: string, weight: number, paused?: Pause): Promise<void> {
    const at = now();
    const common = { ':weight': weight, ':now': at, ':floor': at - stateLifetimeMs, ...paused?.values };
    const more = {
      update: `SET failures = failures + :weight, last_failure = :now${paused?.set ?? ''}`,
      condition: 'last_failure > :floor',
      values: common,
    };
    const first = {
      update: `SET failures = :weight, last_failure = :now, failed_probes = :zero, probe_until = :zero${paused?.set ?? ', paused_until = :zero'}`,
      condition: 'attribute_not_exists(last_failure) OR last_failure <= :floor',
      values: { ...common, ':zero': 0 },
    };
    const isRecent = (known.get(server)?.state.last_failure ?? 0) > at - stateLifetimeMs;
    const [guess, other] = isRecent ? [more, first] : [first, more];
    if ((await write(server, guess)) === 'refused') await write(server, other);
  }

  async function write(
    server: string,
    update: Omit<Update, 'key'>,
  ): Promise<'written' | 'refused' | 'unreachable'> {
    try {
      remember(server, await db.update({ key: keys.serverState(server), ...update }));
      return 'written';
    } catch (error) {
      if (error instanceof StoreUnavailable) return 'unreachable';
      if (!(error instanceof ConditionFailed)) throw error;
      remember(server, error.item);
      return 'refused';
    }
  }
}

interface Pause {
  readonly set: string;
  readonly values: Readonly<Record<string, number>>;
}

function probeFailed(at: number, weight: number, paused: Pause | undefined): Omit<Update, 'key'> {
  const set =
    'failures = failures + :weight, last_failure = :now, failed_probes = failed_probes + :one, probe_until = :zero';
  return {
    update: `SET ${set}${paused?.set ?? ''}`,
    values: { ':weight': weight, ':now': at, ':zero': 0, ':one': 1, ...paused?.values },
  };
}

/** Whether only a probe may call the server. */
function isTripped({ failures, paused_until }: State): boolean {
  return failures >= threshold || paused_until > 0;
}

/** How long no call may be made, a running probe included. */
function waitMs(state: State, at: number): number {
  if (!isTripped(state)) return 0;
  const pause = Math.min(shortestPauseMs * 2 ** state.failed_probes, longestPauseMs);
  const openUntil = state.failures >= threshold ? state.last_failure + pause : 0;
  return Math.max(
    possible(openUntil - at, pause),
    possible(state.paused_until - at, longestPauseMs),
    possible(state.probe_until - at, longestProbeMs),
  );
}

/** The wait, or 0 when it is impossibly long. */
function possible(ms: number, longestMs: number): number {
  return ms > longestMs + clockSkewMs ? 0 : Math.max(0, ms);
}

function refused(ms: number): Permit {
  return { open: true, retryAfterSeconds: Math.max(1, Math.ceil(ms / 1_000)) };
}

function stateOf(item: Item | undefined): State {
  const number = (name: keyof State) => Number(item?.[name] ?? 0);
  return {
    failures: number('failures'),
    last_failure: number('last_failure'),
    failed_probes: number('failed_probes'),
    probe_until: number('probe_until'),
    paused_until: number('paused_until'),
  };
}
