import { readFileSync } from 'node:fs';
import * as z from 'zod';

export type DueHours = Readonly<Record<'low' | 'medium' | 'high' | 'critical', number>>;

/** Calendar hours, weekends included. */
export const defaultDueHours: DueHours = { critical: 4, high: 24, medium: 72, low: 168 };

/** Additional scopes of a token, by claim and by the claim's value. */
export type ScopeMap = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** Decimal digits only: `Number` also accepts "1e3" and "0x10", which are probably mistakes. */
export function wholeNumber(min: number, max: number) {
  const rule = `expected a whole number from ${min} to ${max}`;
  return z
    .string(rule)
    .trim()
    .regex(/^\d+$/, rule)
    .transform(Number)
    .refine((value) => value >= min && value <= max, rule);
}

/** Parses `critical:4,high:24`; a priority that is not listed keeps its default. */
export function dueHours(pairs: readonly string[], context: z.RefinementCtx): DueHours {
  const matches = pairs.map((pair) => /^(low|medium|high|critical)\s*:\s*([1-9]\d{0,3})$/.exec(pair));
  if (matches.every((match) => match !== null)) {
    return {
      ...defaultDueHours,
      ...Object.fromEntries(matches.map(([, name, hours]) => [name, Number(hours)])),
    };
  }
  context.addIssue({
    code: 'custom',
    message: 'expected hours from 1 to 9999 by priority, such as critical:4,high:24,medium:72,low:168',
  });
  return defaultDueHours;
}

export function isTimeZone(name: string): boolean {
  // Checked first, because loading Intl slows the cold start.
  if (name === 'UTC') return true;
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** Secrets by name as a JSON object, because they may contain any character. */
export function secretsByName(text: string, context: z.RefinementCtx): Map<string, string> {
  const parsed = z.record(z.string(), z.string().min(1)).safeParse(jsonIn(text));
  if (parsed.success) return new Map(Object.entries(parsed.data));
  context.addIssue({ code: 'custom', message: 'expected a JSON object of names and secrets' });
  return new Map();
}

const scopeMapSchema = z.record(z.string().min(1), z.record(z.string().min(1), z.array(z.string()).min(1)));

export const scopeMapShape =
  'expected JSON of claims, their values and scopes, such as {"groups":{"ops-staff":["read","write"]}}';

/** Undefined when the text is not of {@link scopeMapShape}. */
export function readScopeMap(text: string): ScopeMap | undefined {
  const { data } = scopeMapSchema.safeParse(jsonIn(text));
  return (
    data && new Map(Object.entries(data).map(([claim, byValue]) => [claim, new Map(Object.entries(byValue))]))
  );
}

export function scopeMap(text: string, context: z.RefinementCtx): ScopeMap {
  const map = readScopeMap(text);
  if (!map) context.addIssue({ code: 'custom', message: scopeMapShape });
  return map ?? new Map();
}

/** The value itself when it is JSON, otherwise the content of the file at that path. */
export function textOrFile(value: string, context: z.RefinementCtx): string {
  if (value.trimStart().startsWith('{')) return value;
  try {
    return readFileSync(value, 'utf8');
  } catch {
    context.addIssue({ code: 'custom', message: 'expected JSON, or the path of a file that can be read' });
    return value;
  }
}

/** Parses `name=value` pairs with percent-encoded values (OpenTelemetry, OTLP exporter configuration). */
export function headers(pairs: readonly string[], context: z.RefinementCtx): Record<string, string> {
  try {
    return Object.fromEntries(
      pairs.map((pair) => {
        const [, name, value] = /^([\w-]+)=(.+)$/.exec(pair)!;
        return [name!, decodeURIComponent(value!)];
      }),
    );
  } catch {
    context.addIssue({ code: 'custom', message: 'expected name=value,name=value' });
    return {};
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
