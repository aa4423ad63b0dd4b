import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { dashboardPage, gridCss } from '../../scripts/docs/dashboard-picture/page.ts';
import { metricsOf, type Template, widgetsOf } from '../../scripts/docs/dashboard-picture/read-dashboard.ts';
import type { Seen } from '../../scripts/docs/dashboard-picture/sample-run/sample-server.ts';
import { samplesIn, statistic } from '../../scripts/docs/dashboard-picture/samples.ts';
import { withPalette } from '../../scripts/docs/dashboard-picture/small-png.ts';
import { synthesize } from '../infra/synthesize.ts';

const picture = join(import.meta.dirname, '../../docs/dashboard.png');
const widgets = widgetsOf(synthesize({ stage: 'prod' }).toJSON() as Template);
const nothing: Seen = { metrics: [], traces: [], turnedAway: [] };

test('every widget of the template is on the page, at its place, and the page says that its data are samples', () => {
  const page = dashboardPage({
    widgets,
    samples: samplesIn(nothing),
    times: [0, 1_000, 2_000],
    css: gridCss(widgets),
  });

  expect(widgets.length).toBeGreaterThan(30);
  expect(page).toContain('Sample data');
  for (const { x, y, properties } of widgets) {
    expect(page).toContain(`at-${x}-${y}`);
    if (properties.title) expect(page).toContain(properties.title);
  }
  const graphs = widgets.filter(({ properties }) => properties.view === 'timeSeries');
  for (const { visible, label } of graphs.flatMap(metricsOf)) {
    if (visible && label) expect(page).toContain(label.replace("'", '&#39;'));
  }
});

test.each([
  ['Sum', 10],
  ['Maximum', 4],
  ['Minimum', 1],
  ['p50', 2],
  ['p95', 4],
])('the %s of 1, 2, 3 and 4 is %d', (name, value) => {
  expect(statistic(name, [3, 1, 4, 2])).toBe(value);
  expect(statistic(name, [])).toBeUndefined();
});

test('a picture keeps its size and colours with a palette', () => {
  // Two pixels by two: red, green / blue, white; the second line is written as its difference to the first.
  const png = pngOf(2, 2, [
    [0, 255, 0, 0, 0, 255, 0],
    [2, 1, 0, 255, 255, 0, 255],
  ]);
  const small = withPalette(png);

  expect(small.subarray(16, 24)).toEqual(png.subarray(16, 24));
  const palette = chunkOf(small, 'PLTE').toString('hex').match(/.{6}/g)!;
  const lines = inflateSync(chunkOf(small, 'IDAT'));
  const colours = [1, 2, 4, 5].map((at) => palette[lines[at]!]);
  expect(colours).toEqual(['ff0000', '00ff00', '0000ff', 'ffffff']);
});

test('the picture in the docs is there, and small', () => {
  expect(statSync(picture).size).toBeLessThan(300_000);
  expect(readFileSync(picture).subarray(1, 4).toString()).toBe('PNG');
});

function pngOf(width: number, height: number, lines: readonly number[][]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    signature,
    ...(
      [
        ['IHDR', header],
        ['IDAT', deflateSync(Buffer.from(lines.flat()))],
        ['IEND', Buffer.alloc(0)],
      ] as const
    ).flatMap(([type, data]) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(data.length);
      return [length, Buffer.from(type), data, Buffer.alloc(4)]; // nobody here looks at checksums
    }),
  ]);
}

function chunkOf(png: Buffer, type: string): Buffer {
  const at = png.indexOf(type);
  return png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4));
}
