import { expect, test } from 'vitest';
import {
  describeGroup,
  groupsOf,
  planSlices,
  type SliceEntry,
} from '../../lambda/policies/search/snapshot-slices.ts';
import { policy } from './sample-data.ts';

const body = 'x'.repeat(10_000);
const many = Array.from({ length: 95 }, (_, at) => policy({ doc_id: `policy-${100 + at}`, body }));

function slicesOf(groups: readonly (readonly (typeof many)[number][])[]): SliceEntry[] {
  return groups.map((group, slice) => ({ slice, checksum: 'c', ...describeGroup(group) }));
}

const slices = slicesOf(groupsOf(many));

test('a slice covers about 100,000 characters', () => {
  expect(groupsOf(many).map((group) => group.length)).toEqual([10, 10, 10, 10, 10, 10, 10, 10, 10, 5]);
});

test('slices whose policies are as they were stay', () => {
  expect(planSlices(many, slices)).toEqual({ unchanged: slices, groups: [] });
});

test.each([
  ['changed', many.with(42, { ...many[42]!, title: 'Another' }), [[40, 50]]],
  ['removed', many.toSpliced(42, 1), [[40, 49]]],
  [
    'added inside a slice',
    many.toSpliced(43, 0, policy({ doc_id: 'policy-142-more', body })),
    [
      [40, 50],
      [50, 51],
    ],
  ],
  [
    'added between two slices',
    many.toSpliced(40, 0, policy({ doc_id: 'policy-139-more', body })),
    [[40, 41]],
  ],
  ['added at the end', [...many, policy({ doc_id: 'policy-999', body })], [[95, 96]]],
] as const)('a policy that is %s renews its own slice', (what, policies, ranges) => {
  const { unchanged, groups } = planSlices(policies, slices);

  expect(groups).toEqual(ranges.map(([from, to]) => policies.slice(from, to)));
  expect(unchanged).toHaveLength(/changed|removed|inside/.test(what) ? 9 : 10);
});

test('the order of the fields is no change', () => {
  const reversed = many.map((one) => Object.fromEntries(Object.entries(one).reverse()) as typeof one);

  expect(planSlices(reversed, slices).groups).toEqual([]);
});

test('many small slices are packed anew as few large ones', () => {
  const small = slicesOf(Array.from({ length: 95 }, (_, at) => [many[at]!]));

  expect(planSlices(many, small)).toEqual({ unchanged: [], groups: groupsOf(many) });
});
