import { expect, test } from 'vitest';
import * as realZod from 'zod';
import * as lazyModule from '../../lambda/bundle-shims/zod.ts';

type Zod = typeof realZod;
const lazyZod = lazyModule as unknown as Zod;

/** Schemas with all that ours and the SDK's are made of, and inputs that they take and refuse. */
const cases: readonly (readonly [
  name: string,
  make: (z: Zod) => realZod.ZodType,
  inputs: readonly unknown[],
])[] = [
  [
    'an object',
    (z) =>
      z.object({
        name: z.string().min(2).max(4),
        count: z.number().int().nonnegative().default(3),
        flag: z.boolean().optional(),
        at: z.iso.date().nullable(),
      }),
    [
      { name: 'abc', at: null },
      { name: 'a', at: 'today', count: 1.5 },
      { name: 'abc', at: null, more: 1 },
      [],
      null,
    ],
  ],
  [
    'objects made of each other’s shapes',
    (z) => {
      const base = z.object({ id: z.string(), tags: z.array(z.string()) });
      const more = base.extend({ size: z.number() });
      const all = z.looseObject({ ...more.shape, ...base.pick({ id: true }).shape, kind: z.literal('a') });
      return z.strictObject({ all: all.strict(), some: more.partial(), loose: base.catchall(z.number()) });
    },
    [
      { all: { id: 'i', tags: ['t'], size: 1, kind: 'a' }, some: {}, loose: { id: 'i', tags: [], x: 1 } },
      {
        all: { id: 'i', tags: ['t'], size: 1, kind: 'b', y: 1 },
        some: { size: 'x' },
        loose: { id: 'i', tags: [], x: '' },
      },
    ],
  ],
  [
    'choices',
    (z) =>
      z.union([
        z.discriminatedUnion('type', [
          z.object({ type: z.literal('a'), a: z.string() }),
          z.object({ type: z.literal('b'), b: z.record(z.string(), z.unknown()) }),
        ]),
        z.enum(['x', 'y']),
        z.intersection(z.looseObject({ p: z.string() }), z.looseObject({ q: z.any() })),
        z.null(),
      ]),
    [
      { type: 'a', a: '' },
      { type: 'b', b: { c: 1 } },
      { type: 'a' },
      'x',
      'z',
      { p: '', q: 1 },
      { q: 1 },
      null,
    ],
  ],
  [
    'schemas that change what they get',
    (z) =>
      z
        .preprocess((value) => (typeof value === 'string' ? value.trim() : value), z.string().regex(/^\d+$/))
        .transform(Number)
        .pipe(z.number().max(9).catch(0)),
    ['7', ' 8 ', 'x', '12', 5],
  ],
  [
    'refinements with words of their own',
    (z) =>
      z
        .array(z.url().startsWith('https:').describe('Where').meta({ title: 'URL' }))
        .min(1)
        .refine((urls) => urls.length < 3, 'at most two')
        .superRefine((urls, context) => {
          if (urls.includes('https://no')) context.addIssue({ code: 'custom', message: 'not that one' });
        }),
    [['https://a'], [], ['http://a'], ['https://a', 'https://b', 'https://c'], ['https://no']],
  ],
  [
    'a schema that holds itself, by a function and by a getter',
    (z) => {
      const tree: realZod.ZodType = z.lazy(() => z.union([z.string(), z.array(tree)]));
      const node = z.object({
        tree,
        get next() {
          return z.optional(node);
        },
      });
      return node;
    },
    [
      { tree: ['a', ['b']] },
      { tree: [1] },
      { tree: 'a', next: { tree: 'b', next: { tree: 'c' } } },
      { tree: 'a', next: 1 },
    ],
  ],
  [
    'constructors that are not made later, around some that are',
    (z) => z.tuple([z.map(z.string(), z.object({ day: z.date() })), z.set(z.number()).optional()]),
    [
      [new Map([['a', { day: new Date(0) }]])],
      [new Map([['a', { day: 1 }]])],
      [new Map(), new Set([1])],
      [new Map(), new Set([''])],
    ],
  ],
];

test.each(cases)('%s: the same answers as zod’s', (_, make, inputs) => {
  const answersOf = (z: Zod) => {
    const schema = make(z);
    return inputs.map((input) => {
      const { success, data, error } = schema.safeParse(input);
      return { success, data, issues: error?.issues };
    });
  };

  const answers = answersOf(lazyZod);

  expect(answers).toEqual(answersOf(realZod));
  expect(new Set(answers.map(({ success }) => success))).toEqual(new Set([true, false]));
});

test.each(cases.slice(0, 3))('%s: the same JSON Schema as zod’s', (_, make) => {
  expect(lazyZod.toJSONSchema(make(lazyZod))).toEqual(realZod.toJSONSchema(make(realZod)));
});

test('a schema is made when it is first used, once, and an object tells its shape before', () => {
  const impossible = lazyZod.enum(null as never);
  const shape = { impossible, name: lazyZod.string() };
  const object = lazyZod.object(shape).strict().extend({ more: lazyZod.string() });

  expect(Object.keys(object.shape)).toEqual(['impossible', 'name', 'more']);
  expect(object.shape.name).toBe(shape.name);
  expect(() => object.safeParse({})).toThrow(TypeError);

  const { name } = shape;
  const refined = name.min(2);
  const { _zod: made } = name;
  expect(refined.safeParse('a').success).toBe(false);
  expect(name._zod).toBe(made);
  expect('safeParse' in name).toBe(true);
  expect(name).toBeInstanceOf(realZod.ZodString);
});
