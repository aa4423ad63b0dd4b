import { expect, test } from 'vitest';
import { chart } from '../../scripts/dev/charts/chart.ts';

const times = [0, 1_000, 2_000, 3_000];
const draw = (values: readonly (number | undefined)[], more: object = {}) =>
  chart({ title: 'Calls', times, series: [{ label: 'all', values }], ...more }).html;

/** The points of each line, as numbers. */
const lines = (svg: string) =>
  [...svg.matchAll(/<polyline [^>]*points="([^"]*)"/g)].map(([, points]) =>
    points!.split(' ').map((point) => point.split(',').map(Number)),
  );

test('a line goes from left to right, and up where there is more', () => {
  const [points] = lines(draw([0, 5, 10, 5]));

  const xs = points!.map(([x]) => x!);
  const [bottom, half, top] = points!.map(([, y]) => y!);
  expect(xs).toEqual([...xs].sort((a, b) => a - b));
  expect(bottom).toBeGreaterThan(half!);
  expect(half! - top!).toBeCloseTo(bottom! - half!, 0);
});

test('where nothing was measured the line has a gap, and a value alone is a point', () => {
  const svg = draw([1, 2, undefined, 4]);

  expect(lines(svg).map((points) => points.length)).toEqual([2]);
  expect(svg.match(/<circle /g)).toHaveLength(1);
});

test('nothing at all is said to be nothing', () => {
  expect(draw([undefined, undefined, undefined, undefined])).toContain('no data');
  expect(draw([0, 0, 0, 0])).not.toContain('no data');
});

test.each([
  [[3], ['0', '1', '2', '3']],
  [[10], ['0', '2', '4', '6', '8', '10']],
  [[0.04], ['0', '0.01', '0.02', '0.03', '0.04']],
  [[170], ['0', '50', '100', '150', '200']],
  [[23_000], ['0', '5000', '10k', '15k', '20k', '25k']],
  [[0], ['0', '1']],
])('beside %j stand round numbers', (values, ticks) => {
  const svg = draw([...values, 0, 0, 0]);
  const found = [...svg.matchAll(/text-anchor="end">([^<:]+)</g)].map(([, text]) => text);

  expect(found).toEqual(ticks);
});

test('stacked series stand on each other', () => {
  const svg = chart({
    title: 'Calls',
    times,
    stacked: true,
    series: [
      { label: 'a', values: [1, 1, 1, 1] },
      { label: 'b', values: [1, 1, undefined, 1] },
    ],
  }).html;
  const [below, above] = [...svg.matchAll(/<polygon [^>]*points="([^"]*)"/g)].map(([, points]) =>
    points!.split(' '),
  );

  const topOf = (points: readonly string[]) => points.slice(0, 4).map((point) => Number(point.split(',')[1]));
  expect(topOf(above!)[0]).toBeLessThan(topOf(below!)[0]!);
  expect(topOf(above!)[2]).toBe(topOf(below!)[2]);
});

test('its words are text, whatever is in them, and it needs no style of its own', () => {
  const svg = chart({
    title: '<script>alert(1)</script>',
    times,
    series: [{ label: '"><img src=x>', values: [1, 2, 3, 4] }],
    marks: [{ value: 3, label: '<b>slow</b>' }],
  }).html;

  expect(svg).not.toMatch(/<script|<img|<b>slow|style=/);
});

test('those who do not see it hear its last values', () => {
  expect(draw([1, 2, 3, 7], { unit: 'ms' })).toContain('aria-label="Calls: last all 7 ms"');
});
