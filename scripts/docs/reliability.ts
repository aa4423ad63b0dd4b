import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { table, textTable } from './markdown-table.ts';

type Figures = Readonly<Record<string, Readonly<Record<string, string | number>>>>;

const root = join(import.meta.dirname, '../..');
export const reliabilityPage = join(root, 'docs/reliability.md');

/** The last results of `npm run test:long`, and which test failed when which guard was removed. */
export async function reliabilityFigures(): Promise<string> {
  const figures = await read('figures');
  const rows = (kind: string) =>
    Object.entries(figures).flatMap(([run, row]) =>
      run.startsWith(`${kind}: `) ? [{ run: run.slice(kind.length + 2), row }] : [],
    );
  const columns = (kind: string, names: readonly (readonly [string, string])[]) =>
    table(
      ['', ...names.map(([, title]) => title)],
      rows(kind).map(({ run, row }) => [run, ...names.map(([name]) => String(row[name] ?? '–'))]),
    );
  const single = Object.entries(figures).filter(([run]) => !run.includes(': '));
  return [
    'A faulty table: each fault with its share of the requests to the table. `problems` are answers that were not true, tickets lost or made twice, and entries that disagree. The circuit breaker ends calls too, also when the machine itself is busy: `ok` is no measure of the product.',
    columns('table', [
      ['calls', 'calls'],
      ['faultsPlayed', 'faults'],
      ['ok', 'ok'],
      ['nothingWritten', '“nothing was written”'],
      ['inDoubt', 'in doubt'],
      ['created', 'created'],
      ['moved', 'moved'],
      ['problems', 'problems'],
    ]),
    '`kill -9`:',
    columns('kill', [
      ['kills', 'kills'],
      ['acknowledged', 'tickets confirmed'],
      ['problems', 'problems'],
    ]),
    'Full disks:',
    columns('disk', [
      ['created', 'tickets confirmed'],
      ['refused', 'refused'],
      ['problems', 'problems'],
    ]),
    'Models, by fast-check:',
    columns('model', [
      ['runs', 'runs'],
      ['problems', 'differences'],
    ]),
    ...single.map(([run, row]) =>
      table(
        [run, ''],
        Object.entries(row).map(([name, value]) => [name, String(value)]),
      ),
    ),
    'Each guard was taken out of a copy of the source, and the test named here failed:',
    textTable(
      ['invariant', 'guard in', 'tests that failed', 'the first of them'],
      Object.entries(await read('guards')).map(([invariant, { file, test, failed, first }]) => [
        invariant,
        `[${String(file).split('/').at(-1)}](../${file})`,
        `${failed} of [${String(test).split('/').at(-1)}](../${test})`,
        String(first).replaceAll('|', '\\|'),
      ]),
    ),
  ].join('\n\n');
}

async function read(source: string): Promise<Figures> {
  return JSON.parse(await readFile(join(root, `test/faults/${source}.json`), 'utf8'));
}
