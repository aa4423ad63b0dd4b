import { expect, test } from 'vitest';
import { seededRandom } from '../support/seeded-random.ts';
import { fillDisk } from './runs/full-disk-run.ts';
import { killImports, killServer } from './runs/kill-run.ts';

test('a server that is killed while tickets are filed and moved loses none, and its table agrees with itself', async () => {
  const figures = await killServer(seededRandom(15), 1);

  expect(figures.problems).toEqual([]);
  expect(figures.acknowledged).toBeGreaterThan(0);
});

test('an import that is killed leaves a sound table, and the next one completes it', async () => {
  const figures = await killImports(seededRandom(15), 1, 120);

  expect(figures.problems).toEqual([]);
});

test('on a full disk writes are refused truthfully, reads go on, and nothing that was confirmed is lost', async () => {
  const figures = await fillDisk(1_024);

  expect(figures.problems).toEqual([]);
  expect(figures.created).toBeGreaterThan(0);
  expect(figures.refused).toBeGreaterThan(0);
});
