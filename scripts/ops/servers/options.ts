import { parseArgs } from 'node:util';
import { UsageError } from './usage.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

const options = {
  url: text,
  auth: text,
  header: text,
  secret: text,
  'token-url': text,
  'client-id': text,
  'auth-scope': text,
  audience: text,
  scope: text,
  limit: text,
  timeout: text,
  'max-bytes': text,
  fallback: text,
  as: text,
  incident: text,
  table: text,
  region: text,
  'allow-private': flag,
  'read-only': flag,
  all: flag,
  yes: flag,
  json: flag,
  enable: flag,
  disable: flag,
  help: flag,
} as const;

export type Values = ReturnType<typeof parse>['values'];

export interface Command {
  readonly action: string;
  readonly name: string | undefined;
  readonly rest: readonly string[];
  readonly values: Values;
}

export function readCommand(argv: readonly string[]): Command {
  try {
    const { positionals, values } = parse(argv);
    const [action = 'help', name, ...rest] = positionals;
    return { action: values.help ? 'help' : action, name, rest, values };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function parse(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options, allowPositionals: true });
}

/** A whole number of an option, or undefined when it was not given. */
export function numberOf(
  values: Values,
  option: 'limit' | 'timeout' | 'max-bytes',
  min: number,
  max: number,
) {
  const given = values[option];
  if (given === undefined) return undefined;
  const number = Number(given);
  if (Number.isInteger(number) && number >= min && number <= max) return number;
  throw new UsageError(`--${option} takes a whole number from ${min} to ${max}, not "${given}".`);
}
