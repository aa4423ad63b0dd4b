import { setTimeout } from 'node:timers/promises';
import type { Item } from '../../../lambda/dynamodb/command-inputs.ts';
import { type Fault, type FaultyTable, startFaultyTable } from '../../support/faulty-table.ts';
import { startTestServer, type TestServer } from '../../support/operations.ts';
import { type SeededRandom, seededRandom } from '../../support/seeded-random.ts';
import { startTable, type TestTable } from '../../support/table.ts';
import { problemsIn } from '../../support/table-problems.ts';

export interface FaultRun {
  readonly faults: readonly Fault[];
  readonly probability: number;
  readonly seed: number;
  readonly callers: number;
  readonly callsPerCaller: number;
}

export interface FaultFigures {
  calls: number;
  ok: number;
  nothingWritten: number;
  inDoubt: number;
  otherErrors: number;
  faultsPlayed: number;
  created: number;
  moved: number;
  /** What the table or an answer says that is not true; has to be empty. */
  problems: string[];
}

/** What a caller was told of one ticket. */
interface ReportedTicket {
  readonly title: string;
  id?: string;
  state: 'created' | 'nothing' | 'in doubt';
  status: string;
  version: number;
  moveInDoubt: boolean;
}

const path = ['in_progress', 'resolved', 'closed'];

/** Many callers file, move, read and list tickets while the table is faulty; then the table is read and compared with what they were told. */
export async function runWithFaults(run: FaultRun): Promise<FaultFigures> {
  await using table = await startTable();
  await using faulty = await startFaultyTable(table.endpoint, run.seed);
  await using server = await startTestServer({
    DYNAMODB_ENDPOINT: faulty.endpoint,
    TABLE_NAME: table.tableName,
    DYNAMODB_TIMEOUT_MS: '1500',
  });
  const figures: FaultFigures = {
    calls: 0,
    ok: 0,
    nothingWritten: 0,
    inDoubt: 0,
    otherErrors: 0,
    faultsPlayed: 0,
    created: 0,
    moved: 0,
    problems: [],
  };
  faulty.setRule({ faults: run.faults, probability: run.probability });
  const reported = await Promise.all(
    Array.from({ length: run.callers }, (_, at) => callMany(server, at, run, figures)),
  );
  faulty.setRule(undefined);
  figures.faultsPlayed = [...faulty.played.values()].reduce((sum, count) => sum + count, 0);
  await assertRecovery(server, faulty, figures);
  await compare(reported.flat(), table, figures);
  return figures;
}

async function callMany(
  server: TestServer,
  at: number,
  { seed, callsPerCaller }: FaultRun,
  figures: FaultFigures,
): Promise<ReportedTicket[]> {
  const random = seededRandom(seed * 1_000 + at);
  const token = await server.token({ subject: `caller-${at}`, scope: 'read write' });
  const reported: ReportedTicket[] = [];
  for (let call = 0; call < callsPerCaller; call += 1) {
    // While the circuit is open everything is refused at once: some real time lets it close.
    await setTimeout(random.below(40));
    await callOnce(server, token, `${at}-${call}`, reported, random, figures);
  }
  return reported;
}

async function callOnce(
  server: TestServer,
  token: string,
  name: string,
  reported: ReportedTicket[],
  random: SeededRandom,
  figures: FaultFigures,
): Promise<void> {
  const ask = (tool: string, args: object) => askTool(server, token, tool, args, figures);
  const known = reported.filter(({ id, moveInDoubt }) => id && !moveInDoubt);
  const kind = random.next();
  if (kind < 0.45 || known.length === 0) {
    const title = `Ticket ${name}`;
    const { data, error } = await ask('create_ticket', {
      title,
      body: `Filed as ${name} in a trial.`,
      confirm: true,
    });
    if (data) figures.created += 1;
    const state = data ? 'created' : isInDoubt(error) ? 'in doubt' : 'nothing';
    reported.push({
      title,
      id: data?.ticket.ticket_id,
      state,
      status: 'open',
      version: 1,
      moveInDoubt: false,
    });
    return;
  }
  const ticket = random.pick(known);
  if (kind < 0.75) {
    const next = path[path.indexOf(ticket.status) + 1];
    if (!next) return;
    const { data, error } = await ask('update_ticket_status', {
      ticket_id: ticket.id,
      status: next,
      expected_version: ticket.version,
    });
    if (data) {
      figures.moved += 1;
      Object.assign(ticket, { status: next, version: ticket.version + 1 });
    } else ticket.moveInDoubt = isInDoubt(error);
    return;
  }
  if (kind < 0.9) {
    const { data } = await ask('get_ticket', { ticket_id: ticket.id });
    if (data && (data.ticket.version !== ticket.version || data.ticket.status !== ticket.status))
      figures.problems.push(
        `${ticket.id} was read as ${data.ticket.status} at ${data.ticket.version}, not ${ticket.status} at ${ticket.version}`,
      );
    return;
  }
  const { data } = await ask('list_tickets', { limit: 100 });
  const listed = new Set(data?.tickets.map(({ ticket_id }: { ticket_id: string }) => ticket_id));
  for (const { id } of known) if (data && !listed.has(id)) figures.problems.push(`${id} is not in its list`);
}

function isInDoubt(error: string | undefined): boolean {
  return error?.includes('not known') === true;
}

async function askTool(server: TestServer, token: string, name: string, args: object, figures: FaultFigures) {
  figures.calls += 1;
  const { result, error } = await server.ask('tools/call', { name, arguments: args }, { token });
  const { isError, content, structuredContent } = (result ?? {}) as {
    isError?: boolean;
    content?: { text: string }[];
    // biome-ignore lint/suspicious/noExplicitAny: answers of several tools.
    structuredContent?: any;
  };
  if (structuredContent && !isError) {
    figures.ok += 1;
    return { data: structuredContent };
  }
  const text = content?.[0]?.text ?? JSON.stringify(error);
  if (text.includes('not known')) figures.inDoubt += 1;
  else if (text.includes('"UNAVAILABLE"') && text.includes('Nothing was written'))
    figures.nothingWritten += 1;
  else {
    figures.otherErrors += 1;
    figures.problems.push(`${name} answered ${text}`);
  }
  return { error: text };
}

/** By itself, without a restart, within some calls. */
async function assertRecovery(server: TestServer, faulty: FaultyTable, figures: FaultFigures): Promise<void> {
  const before = faulty.operations.length;
  for (let call = 0; call < 20; call += 1) {
    const { result } = await server.ask('tools/call', { name: 'list_tickets', arguments: {} });
    if ((result as { structuredContent?: object }).structuredContent) return;
    await setTimeout(100);
  }
  figures.problems.push(`no recovery after ${faulty.operations.length - before} requests`);
}

async function compare(
  reported: readonly ReportedTicket[],
  table: TestTable,
  figures: FaultFigures,
): Promise<void> {
  // What hung or was delayed may still be under way.
  await setTimeout(300);
  const items = await table.scan();
  figures.problems.push(...problemsIn(items));
  const tickets = Map.groupBy(
    items.filter(({ sk }) => sk === 'TICKET'),
    ({ title }) => String(title),
  );
  for (const entry of reported)
    figures.problems.push(...discrepanciesOf(entry, tickets.get(entry.title) ?? []));
}

function discrepanciesOf(reported: ReportedTicket, stored: readonly Item[]): string[] {
  const { title, state, id, status, version, moveInDoubt } = reported;
  if (stored.length > 1) return [`${title} is there ${stored.length} times`];
  const [ticket] = stored;
  if (state === 'nothing') return ticket ? [`${title}: "Nothing was written", and it is there`] : [];
  if (state === 'in doubt') return [];
  if (ticket?.ticket_id !== id) return [`${title} was ${id} and is ${ticket?.ticket_id}`];
  const isAsReported = ticket?.status === status && ticket.version === version;
  const isMoved = moveInDoubt && ticket?.version === version + 1;
  return isAsReported || isMoved
    ? []
    : [`${id} was left ${status} at ${version} and is ${ticket?.status} at ${ticket?.version}`];
}
