import * as z from 'zod';
import { fieldsOf, type Kind } from './column-names.ts';
import { dateOrders } from './dates.ts';

const texts = z.record(z.string(), z.string());

function mapping(kind: Kind) {
  const fields = fieldsOf(kind) as [string, ...string[]];
  return z.strictObject({
    /** Column names to fields; an empty text ignores the column, and `place` is a quantity at the place in its name. */
    columns: z
      .record(z.string(), z.enum(['', ...fields, ...(kind === 'inventory' ? ['place'] : [])]))
      .optional(),
    /** For each field, words in the file and their meaning. */
    values: z.partialRecord(z.enum(fields), texts).optional(),
    /** For each field, the value of rows without one. */
    defaults: z.partialRecord(z.enum(fields), z.string()).optional(),
    /** The order in dates that do not begin with the year. */
    dates: z.enum(dateOrders).optional(),
    sheet: z.string().optional(),
  });
}

const mappings = z.strictObject({
  inventory: mapping('inventory').optional(),
  tickets: mapping('tickets').optional(),
  policies: mapping('policies').optional(),
});

/** A map file, with a part for each kind. */
export type Mappings = z.output<typeof mappings>;
export type Mapping = NonNullable<Mappings[Kind]>;

/** Reads a map file. Throws an Error that names the position of an invalid value. */
export function parseMappings(text: string): Mappings {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    throw new Error(`found no JSON (${(error as Error).message})`, { cause: error });
  }
  const parsed = mappings.safeParse(raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${issue!.path.join('.') || 'the file'}: ${issue!.message}`);
}
