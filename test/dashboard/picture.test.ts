import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dashboardPage, gridCss } from '../../scripts/docs/dashboard-picture/page.ts';
import { metricsOf, type Template, widgetsOf } from '../../scripts/docs/dashboard-picture/read-dashboard.ts';
import type { RecordedRun } from '../../scripts/docs/dashboard-picture/sample-run/sample-server.ts';
import { samplesIn, statistic } from '../../scripts/docs/dashboard-picture/samples.ts';
import { synthesize } from '../infra/synthesize.ts';

const picture = join(import.meta.dirname, '../../docs/dashboard.png');
const widgets = widgetsOf(synthesize({ stage: 'prod' }).toJSON() as Template);
const nothing: RecordedRun = { metrics: [], traces: [], gatewayRejections: [] };

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

test('the picture in the docs is there, and small', () => {
  expect(statSync(picture).size).toBeLessThan(300_000);
  expect(readFileSync(picture).subarray(1, 4).toString()).toBe('PNG');
});
