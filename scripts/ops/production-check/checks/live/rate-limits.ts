import { type Evidence, seen } from '../../context/check.ts';
import type { Given } from '../../context/check-context.ts';
import { pick } from '../../sources/json-path.ts';

const mostCalls = 400;
const together = 5;

/** Whoever calls too often is refused with the time to wait; nobody else is. */
export async function* refusesTooManyCalls({ site, people }: Given): AsyncGenerator<Evidence> {
  const eager = await people.token('other');
  // An unknown tool counts like any other and reaches no data.
  const calls = async () => site.ask('tools/call', { name: 'no_such_tool', arguments: {} }, { token: eager });

  for (let made = 0; made < mostCalls; made += together) {
    const answers = await Promise.all(Array.from({ length: together }, calls));
    const refused = answers.find(({ status }) => status === 429);
    if (!refused) continue;
    const wait = Number(refused.headers.get('retry-after'));
    yield seen(
      `one person, by call number ${made + together}`,
      `429, Retry-After ${refused.headers.get('retry-after')}, ${pick(refused.json, 'error', 'message')}`,
      wait >= 1 && pick(refused.json, 'error', 'data', 'retryAfterSeconds') === wait,
    );
    const { status } = await site.ask('tools/list', {}, { token: await people.token('worker') });
    yield seen('somebody else at the same moment', `${status}`, status === 200);
    return;
  }
  yield seen(`${mostCalls} calls of one person`, 'none was refused', false);
}
