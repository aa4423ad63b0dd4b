import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Source = 'figures' | 'guards';

/** FIGURES_DIR keeps them elsewhere than in the checkout. */
const folder = process.env.FIGURES_DIR ?? join(import.meta.dirname, '..');
const fileOf = (source: Source) => join(folder, `${source}.json`);

type Figures = Readonly<Record<string, Readonly<Record<string, string | number>>>>;

/** What `npm run test:long` measured last: docs/reliability.md shows it. */
function readFigures(source: Source): Figures {
  try {
    return JSON.parse(readFileSync(fileOf(source), 'utf8'));
  } catch {
    return {};
  }
}

export function recordFigures(
  run: string,
  figures: Readonly<Record<string, string | number>>,
  source: Source = 'figures',
): void {
  const date = new Date().toISOString().slice(0, 10);
  const sorted = Object.entries({ ...readFigures(source), [run]: { date, ...figures } }).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  writeFileSync(fileOf(source), `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
}
