import { UsageError } from '../../cli.ts';

/** Options of all actions; each action takes those that it declares in servers.ts. */
export interface Values {
  readonly table?: string;
  readonly region?: string;
  readonly url?: string;
  readonly auth?: string;
  readonly header?: string;
  readonly secret?: string;
  readonly tokenUrl?: string;
  readonly clientId?: string;
  readonly authScope?: string;
  readonly audience?: string;
  readonly scope?: string;
  readonly limit?: string;
  readonly timeout?: string;
  readonly maxBytes?: string;
  readonly fallback?: string;
  readonly as?: string;
  readonly incident?: string;
  readonly allowPrivate?: boolean;
  readonly readOnly?: boolean;
  readonly all?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly enable?: boolean;
  readonly disable?: boolean;
}

/** A whole number of an option, or undefined when it was not given. */
export function numberOf(
  option: string,
  text: string | undefined,
  min: number,
  max: number,
): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isInteger(number) && number >= min && number <= max) return number;
  throw new UsageError(`${option} takes a whole number from ${min} to ${max}, not "${text}".`);
}
