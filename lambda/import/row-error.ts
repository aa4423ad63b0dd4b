import { quote } from '../redaction/quote-input.ts';
import type { Language } from '../text/language.ts';
import { inKorean } from './in-korean.ts';

/** Where a row begins; lines count from 1, as editors show them. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** Why a row was left out. */
export interface RowError extends Place {
  /** Absent when the row as a whole can't be read. */
  readonly field?: string;
  /** Short, whatever the file holds. */
  readonly found: string;
  readonly expected: string;
}

/** A row that is good, and where it came from. */
export interface SourceRow<Row> {
  readonly place: Place;
  readonly value: Row;
}

export interface FileContent<Row> {
  readonly rows: readonly SourceRow<Row>[];
  readonly errors: readonly RowError[];
  /** What the reader should know though it is no error, such as columns that mean nothing here. */
  readonly notes: readonly string[];
}

/** A file of which no row can be read; thrown before anything is written. */
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

/** A value in the words of an error. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const text = typeof value === 'string' ? value.trim() : JSON.stringify(value);
  return text === '' ? 'nothing' : quote(text);
}
