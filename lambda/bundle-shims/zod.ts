/**
 * What the bundle gets for zod (infra/compute/esbuild-options.ts): the same schemas, but each is made when it is first used. The SDK
 * alone makes 2,800 of them, for clients, sign-in and tasks as well; a call needs a tenth of that.
 */
// By its path: in the bundle, its name means this file.
import * as zod from '../../node_modules/zod/v4/classic/external.js';

export * from '../../node_modules/zod/v4/classic/external.js';

/** A parser that is compiled pays only after more calls than most instances live to see, and evaluates text as code. */
zod.config({ jitless: true });

export const any = later(zod.any);
export const array = later(zod.array);
export const boolean = later(zod.boolean);
export const discriminatedUnion = later(zod.discriminatedUnion);
export const email = later(zod.email);
export const intersection = later(zod.intersection);
export const lazy = later((getter: () => unknown) => zod.lazy(() => made(getter()) as zod.ZodType));
export const literal = later(zod.literal);
export const looseObject = later(zod.looseObject);
export const number = later(zod.number);
export const object = later(zod.object);
export const optional = later(zod.optional);
export const preprocess = later(zod.preprocess);
export const record = later(zod.record);
export const strictObject = later(zod.strictObject);
export const string = later(zod.string);
export const union = later(zod.union);
export const unknown = later(zod.unknown);
export const url = later(zod.url);
const laterEnum = later(zod.enum);
const laterNull = later(zod.null);

export { laterEnum as enum, laterNull as null };

export function toJSONSchema(schema: zod.ZodType, options?: Parameters<typeof zod.toJSONSchema>[1]) {
  return zod.toJSONSchema(made(schema) as zod.ZodType, options);
}

type Arguments = readonly unknown[];
type Shape = Readonly<Record<string, unknown>>;

/** A schema to be made: by `construct`, or by a method of that name of another. */
interface Later {
  readonly construct: ((...args: never[]) => unknown) | string;
  readonly args: Arguments;
  readonly of: Later | undefined;
  /** Of an object: told without making it, as one is often spread into another's. */
  readonly shape: Shape | undefined;
  schema?: zod.ZodType;
}

function later(construct: Later['construct']) {
  const isObject = [zod.object, zod.looseObject, zod.strictObject].some((each) => each === construct);
  return (...args: Arguments) =>
    standInFor({ construct, args, of: undefined, shape: isObject ? (args[0] as Shape) : undefined });
}

function standInFor(described: Omit<Later, 'schema'>): Later {
  return new Proxy(described as Later, standIn);
}

/** Methods that only make another schema. Any other that is asked for makes the schema itself: slower, never wrong. */
const refinements: ReadonlySet<PropertyKey> = new Set(
  (
    'array catch catchall check default describe email extend int loose max merge meta min nonnegative nullable optional ' +
    'or overwrite partial passthrough pick pipe prefault refine regex startsWith strict strip superRefine transform url'
  ).split(' '),
);

const itself = Symbol('the schema itself');

const standIn: ProxyHandler<Later> = {
  get(later, name) {
    if (name === itself) return schemaOf(later);
    if (!later.schema && name === 'shape' && later.shape) return later.shape;
    if (later.schema || !refinements.has(name)) return Reflect.get(schemaOf(later), name);
    return (...args: Arguments) =>
      standInFor({ construct: name as string, args, of: later, shape: shapeAfter(name, later, args) });
  },
  has: (later, name) => Reflect.has(schemaOf(later), name),
  getPrototypeOf: (later) => Reflect.getPrototypeOf(schemaOf(later)),
};

function shapeAfter(name: PropertyKey, { shape }: Later, [argument]: Arguments): Shape | undefined {
  if (!shape) return undefined;
  switch (name) {
    case 'extend':
      return { ...shape, ...(argument as Shape) };
    case 'pick':
      return Object.fromEntries(Object.keys(argument as Shape).map((key) => [key, shape[key]]));
    case 'catchall':
    case 'loose':
    case 'passthrough':
    case 'strict':
    case 'strip':
      return shape;
    default:
      return undefined;
  }
}

function schemaOf(later: Later): zod.ZodType {
  if (later.schema) return later.schema;
  const { construct, args, of } = later;
  const schema = of && schemaOf(of);
  later.schema = (schema ? Reflect.get(schema, construct as string) : construct).apply(schema, made(args));
  return later.schema!;
}

/** The value with the schemas themselves in the place of their stand-ins. */
function made(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const schema = (value as { [itself]?: zod.ZodType })[itself];
  if (schema) return schema;
  if (Array.isArray(value)) return value.map(made);
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const result = {};
  for (const [name, { get, ...plain }] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    // A getter is how an object holds itself: it must not be asked before the object is there.
    const property = get
      ? { ...plain, get: () => made(get.call(value)) }
      : { ...plain, value: made(plain.value) };
    Object.defineProperty(result, name, property);
  }
  return result;
}
