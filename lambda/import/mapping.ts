import * as z from 'zod';
import { fieldsOf, type Kind } from './column-names.ts';
import { dateOrders } from './dates.ts';

const texts = z.record(z.string(), z.string());

function mapping(kind: Kind) {
  const fields = fieldsOf(kind) as [string, ...string[]];
  return z.strictObject({
    /** From a column's name to a field; to the empty text for a column that means nothing, to `place` for the quantity at one. */
    columns: z
      .record(z.string(), z.enum(['', ...fields, ...(kind === 'inventory' ? ['place'] : [])]))
      .optional(),
    /** By field, from what the file says to what it means. */
    values: z.partialRecord(z.enum(fields), texts).optional(),
    /** By field, for rows that say nothing. */
    defaults: z.partialRecord(z.enum(fields), z.string()).optional(),
    /** Of dates that do not begin with the year. */
    dates: z.enum(dateOrders).optional(),
    sheet: z.string().optional(),
  });
}

const mappings = z.strictObject({
  inventory: mapping('inventory').optional(),
  tickets: mapping('tickets').optional(),
  policies: mapping('policies').optional(),
});

/** What a map file says of each kind. */
export type Mappings = z.output<typeof mappings>;
export type Mapping = NonNullable<Mappings[Kind]>;

/** Reads a map file. Throws an Error that names the place of what is wrong in it. */
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
