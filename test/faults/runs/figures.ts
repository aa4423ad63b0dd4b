import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const file = join(import.meta.dirname, '../figures.json');

export type Figures = Readonly<Record<string, Readonly<Record<string, string | number>>>>;

/** What `npm run test:long` measured last: docs/reliability.md shows it. */
export function readFigures(): Figures {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

export function recordFigures(run: string, figures: Readonly<Record<string, string | number>>): void {
  const date = new Date().toISOString().slice(0, 10);
  const sorted = Object.entries({ ...readFigures(), [run]: { date, ...figures } }).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
}
