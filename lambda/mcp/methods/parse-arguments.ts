import type * as z from 'zod';
import { ToolError } from '../../errors/tool-error.ts';
import { quote } from '../../redaction/quote-input.ts';
import { isBlank } from '../../schemas/fields.ts';
import { splitLanguages, type Text } from '../../text/language.ts';
import { messages } from '../../text/messages.ts';

/**
 * The checked arguments of a tool or prompt; throws INVALID_ARGUMENT. Hosts and models write `null`, or `""` for an
 * optional argument, where they mean to leave it out.
 */
export function parseArguments<Schema extends z.ZodObject>(schema: Schema, args: unknown): z.output<Schema> {
  const parsed = schema.safeParse(withoutEmpty(args ?? {}, schema.shape));
  if (parsed.success) return parsed.data;
  throw invalidArgument(parsed.error, Object.keys(schema.shape));
}

function withoutEmpty(args: unknown, shape: Readonly<Record<string, z.core.$ZodType>>): unknown {
  if (typeof args !== 'object' || args === null || Array.isArray(args)) return args;
  const entries = Object.entries(args);
  // An unknown name stays, whatever its value, so that the error can name it.
  const defined = entries.filter(
    ([name, value]) => !(Object.hasOwn(shape, name) && isEmpty(value, shape[name]!)),
  );
  return defined.length === entries.length ? args : Object.fromEntries(defined);
}

function isEmpty(value: unknown, schema: z.core.$ZodType): boolean {
  if (value === null) return true;
  return typeof value === 'string' && isBlank(value) && isOptional(schema);
}

function isOptional(schema: z.core.$ZodType): boolean {
  return (schema as z.ZodType).safeParse(undefined).success;
}

/** Names every invalid field and its rule; repeats only a few characters of the input. */
function invalidArgument(error: z.ZodError, known: readonly string[]): ToolError {
  const problems = error.issues.slice(0, 5).map((issue): Text => {
    if (issue.code === 'unrecognized_keys')
      return messages.unknownArgument(issue.keys.slice(0, 3).map(quote).join(', '));
    const field = issue.path.map(String).join('.') || 'arguments';
    const { en, ko } = splitLanguages(issue.message);
    return { en: `${field}: ${lowerFirst(en)}`, ko: `${field}: ${lowerFirst(ko)}` };
  });
  return new ToolError(
    'INVALID_ARGUMENT',
    {
      en: `${problems.map(({ en }) => en).join('; ')}.`,
      ko: `${problems.map(({ ko }) => ko).join('; ')}.`,
    },
    messages.knownArguments(known.join(', ')),
  );
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
