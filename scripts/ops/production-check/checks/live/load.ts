import { type Evidence, seen } from '../../context/check.ts';
import type { Given } from '../../context/check-context.ts';

const requests = 60;
const together = 6;

/** The live server under a short load: every answer right, and quick. */
export async function* standsLoad({ site, people, promptMs }: Given): AsyncGenerator<Evidence> {
  const token = await people.token('worker');
  const times: number[] = [];
  const wrong: string[] = [];
  let left = requests;
  async function caller(): Promise<void> {
    while (left > 0) {
      left -= 1;
      const { status, text, ms } = await site.ask('tools/list', {}, { token });
      if (status === 200 && text.includes('"create_ticket"')) times.push(ms);
      else wrong.push(`${status} ${text.slice(0, 80)}`);
    }
  }
  await Promise.all(Array.from({ length: together }, caller));

  times.sort((a, b) => a - b);
  const [p50, p95] = [0.5, 0.95].map((share) => times[Math.floor(share * (times.length - 1))] ?? Infinity);
  yield seen(
    `tools/list, ${requests} times, ${together} at once: wrong answers`,
    wrong[0] ?? 'none',
    wrong.length === 0,
  );
  yield seen(
    `95 of 100 within ${promptMs} ms`,
    `median ${p50} ms, 95th percentile ${p95} ms`,
    Number(p95) <= promptMs,
  );
}
