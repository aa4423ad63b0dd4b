import { UsageError } from '../../cli.ts';

/** Options of all actions; servers.ts declares which action accepts which option. */
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

/** An option's whole number; undefined if the option is absent. */
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
