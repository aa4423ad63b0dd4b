import { quote } from '../redaction/quote-input.ts';
import type { Language } from '../text/language.ts';
import { inKorean } from './in-korean.ts';

/** The position of a row; lines count from 1, as in editors. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** The reason why a row was left out. */
export interface RowError extends Place {
  /** Absent when the whole row cannot be read. */
  readonly field?: string;
  /** Shortened, for any content of the file. */
  readonly found: string;
  readonly expected: string;
}

/** A valid row with its position. */
export interface SourceRow<Row> {
  readonly place: Place;
  readonly value: Row;
}

export interface FileContent<Row> {
  readonly rows: readonly SourceRow<Row>[];
  readonly errors: readonly RowError[];
  /** Information that is not an error, such as ignored columns. */
  readonly notes: readonly string[];
}

/** No row of the file can be read; thrown before anything is written. */
export class UnusableFile extends Error {
  readonly file: string;
  readonly found: string;
  readonly expected: string;

  constructor(file: string, found: string, expected: string) {
    super(`${file}: found ${found}, expected ${expected}`);
    this.name = 'UnusableFile';
    this.file = file;
    this.found = found;
    this.expected = expected;
  }
}

export function describeRowError(error: RowError, language: Language = 'en'): string {
  const { file, line, field } = error;
  return `${file}:${line}: ${field === undefined ? '' : `${field}: `}${describeReason(error, language)}`;
}

export function describeUnusableFile(error: UnusableFile, language: Language): string {
  return `${error.file}: ${describeReason(error, language)}`;
}

function describeReason(
  { found, expected }: { found: string; expected: string },
  language: Language,
): string {
  if (language === 'en') return `found ${found}, expected ${expected}`;
  return `있는 것은 ${inKorean(found) ?? found}, 필요한 것은 ${inKorean(expected) ?? expected}`;
}

/** A value as shown in an error. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const text = typeof value === 'string' ? value.trim() : JSON.stringify(value);
  return text === '' ? 'nothing' : quote(text);
}
