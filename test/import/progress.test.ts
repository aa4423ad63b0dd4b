import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createProgress } from '../../scripts/data/import/progress.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a terminal gets one line per second', () => {
  const { output, written } = createOutput({ isTTY: true });
  const onProgress = createProgress(output);
  for (let done = 99; done < 1_000; done += 99) {
    onProgress({ kind: 'inventory', done, total: 1_000 });
    vi.advanceTimersByTime(300);
  }

  expect(written()).toBe('inventory: 495 of 1,000\ninventory: 891 of 1,000\n');
});

test('a log gets a line every 1,000 rows of each kind', () => {
  const { output, written } = createOutput({ isTTY: false });
  const onProgress = createProgress(output);
  for (let done = 600; done <= 2_400; done += 600) onProgress({ kind: 'inventory', done, total: 2_400 });
  onProgress({ kind: 'tickets', done: 1_000, total: 1_000 });

  expect(written()).toBe('inventory: 1,200 of 2,400\ninventory: 2,400 of 2,400\ntickets: 1,000 of 1,000\n');
});

function createOutput({ isTTY }: { isTTY: boolean }) {
  const stream = new PassThrough({ encoding: 'utf8' });
  const output = Object.assign(stream, { isTTY }) as unknown as NodeJS.WriteStream;
  return { output, written: () => String(stream.read() ?? '') };
}
