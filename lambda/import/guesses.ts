import { quote } from '../redaction/quote-input.ts';

/** The assumptions of an import about the file; each is reported once, with its number of occurrences. */
export interface Guesses {
  /** `message` follows the name of the file. */
  add(message: string): void;
  value(field: string, written: string, understood: string): void;
  list(): string[];
}

export function createGuesses(file: string): Guesses {
  const counts = new Map<string, number>();
  const add = (message: string) => void counts.set(message, (counts.get(message) ?? 0) + 1);
  return {
    add,
    value: (field, written, understood) => add(`${field}: ${quote(written)} was read as ${understood}`),
    list: () =>
      [...counts].map(([message, count]) =>
        count === 1 ? `${file}: ${message}.` : `${file}: ${message} (${count} times).`,
      ),
  };
}
