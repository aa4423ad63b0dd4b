import { post } from '../../support/clients.ts';
import { type SeededRandom, seededRandom } from '../../support/seeded-random.ts';

interface Target {
  readonly url: string;
  readonly token: string;
}

export interface LinearFigures {
  moves: number;
  observations: number;
  problems: string[];
}

/** One read or move of one ticket, with when it began and ended, in the order of one clock. */
interface Observation {
  readonly begun: number;
  readonly ended: number;
  readonly version: number;
  readonly status: string;
  readonly isMove: boolean;
}

const tickets = 3;
const callers = 6;
const statuses = ['in_progress', 'resolved', 'closed'];

/**
 * Callers of several processes race to move the same tickets. Whatever they are told must fit one order of the moves: each
 * version is reached once, no caller reads an older version than one that was acknowledged before the read began, and no
 * version is seen before its move began.
 */
export async function raceForMoves(
  targets: readonly Target[],
  { seed, callsPerCaller }: { seed: number; callsPerCaller: number },
): Promise<LinearFigures> {
  const figures: LinearFigures = { moves: 0, observations: 0, problems: [] };
  const [first] = targets as [Target];
  const ids: string[] = [];
  for (let at = 0; at < tickets; at += 1) {
    const args = { title: `Raced for ${seed} ${at}`, body: 'Several people move it at once.', confirm: true };
    ids.push((await ask(first, 'create_ticket', args)).ticket_id);
  }
  let clock = 0;
  const observed = new Map<string, Observation[]>(ids.map((id) => [id, []]));

  async function observe(target: Target, id: string, random: SeededRandom): Promise<void> {
    const begun = ++clock;
    const isMove = random.chance(0.6);
    const ticket = isMove
      ? await ask(target, 'update_ticket_status', { ticket_id: id, status: random.pick(statuses) })
      : await ask(target, 'get_ticket', { ticket_id: id });
    const ended = ++clock;
    if (!ticket) return;
    const { version, status } = ticket;
    observed.get(id)!.push({ begun, ended, version, status, isMove });
  }

  await Promise.all(
    Array.from({ length: callers }, async (_, at) => {
      const random = seededRandom(seed * 100 + at);
      for (let call = 0; call < callsPerCaller; call += 1)
        await observe(targets[at % targets.length]!, random.pick(ids), random);
    }),
  );
  for (const [id, observations] of observed) {
    figures.moves += observations.filter(({ isMove }) => isMove).length;
    figures.observations += observations.length;
    figures.problems.push(...disorderIn(id, observations));
  }
  return figures;
}

function disorderIn(id: string, observations: readonly Observation[]): string[] {
  const problems: string[] = [];
  const moves = new Map<number, Observation>();
  for (const move of observations.filter(({ isMove }) => isMove)) {
    if (moves.has(move.version)) problems.push(`${id}: version ${move.version} was reached twice`);
    moves.set(move.version, move);
  }
  for (const { version, status, begun, ended, isMove } of observations) {
    const move = moves.get(version);
    if (version > 1 && !move) problems.push(`${id}: version ${version} was seen, and no move reached it`);
    if (move && move.status !== status)
      problems.push(`${id}: version ${version} is ${status} and ${move.status}`);
    if (move && move.begun > ended) problems.push(`${id}: version ${version} was seen before its move began`);
    const before = observations.filter((other) => other.ended < begun).map((other) => other.version);
    const least = Math.max(1, ...before) + (isMove ? 1 : 0);
    if (version < least) problems.push(`${id}: version ${version} was told after version ${least} was`);
  }
  return problems;
}

async function ask({ url, token }: Target, name: string, args: object) {
  const { body } = await post(url, 'tools/call', { name, arguments: args }, { token });
  return body.result?.structuredContent?.ticket;
}
