import { quantile } from '../harness/statistics.ts';
import { post } from './post.ts';
import type { SimulatedCaller } from './simulated-callers.ts';

export interface DriveOptions {
  readonly people: readonly SimulatedCaller[];
  /** Number of callers that wait for an answer at any time. */
  readonly atOnce: number;
  /** The run ends at the first limit that is reached. */
  readonly requests: number;
  readonly seconds: number;
}

export interface DriveResult {
  readonly seconds: number;
  readonly kinds: readonly KindOfRequest[];
  /** All kinds together. */
  readonly total: KindOfRequest;
}

export interface KindOfRequest {
  readonly kind: string;
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** All failed requests, by error code. */
  readonly errors: Readonly<Record<string, number>>;
}

interface Sample {
  readonly kind: string;
  readonly milliseconds: number;
  readonly ended: string;
}

/** Sends people's requests to the servers in turn, like a load balancer. */
export async function drive(
  urls: readonly string[],
  { people, atOnce, requests, seconds }: DriveOptions,
): Promise<DriveResult> {
  const samples: Sample[] = [];
  const startedAt = performance.now();
  const elapsed = () => (performance.now() - startedAt) / 1_000;
  let sent = 0;

  async function worker(): Promise<void> {
    while (sent < requests && elapsed() < seconds) {
      const number = sent++;
      const person = people[number % people.length]!;
      const { kind, message, onAnswer } = person.next();
      try {
        const answered = await post(urls[number % urls.length]!, person.token, message, person.modern);
        onAnswer?.(answered);
        samples.push({ kind, ...answered });
      } catch (error) {
        samples.push({ kind, milliseconds: Number.NaN, ended: (error as Error).message });
      }
    }
  }

  await Promise.all(Array.from({ length: atOnce }, worker));
  const kinds = Object.entries(Object.groupBy(samples, ({ kind }) => kind));
  return {
    seconds: elapsed(),
    kinds: kinds.map(([kind, ofKind = []]) => summary(kind, ofKind)),
    total: summary('all', samples),
  };
}

function summary(kind: string, samples: readonly Sample[]): KindOfRequest {
  const times = samples
    .map(({ milliseconds }) => milliseconds)
    .filter((time) => !Number.isNaN(time))
    .sort((a, b) => a - b);
  const failed = samples.filter(({ ended }) => ended !== 'ok');
  const errors = Object.entries(Object.groupBy(failed, ({ ended }) => ended));
  return {
    kind,
    count: samples.length,
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    p99: quantile(times, 0.99),
    errors: Object.fromEntries(errors.map(([code, ofCode = []]) => [code, ofCode.length])),
  };
}
