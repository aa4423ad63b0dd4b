import { crc32, deflateSync } from 'node:zlib';
import { pixelsOf } from './bitmap-font.ts';
import type { UsageRow } from './usage.ts';

const maxBars = 12;
const maxLabel = 24;
const scale = 2;
const rowHeight = 24;
const margin = 10;
const width = 640;
const barStart = margin + maxLabel * 6 * scale + margin;
const barWidth = width - barStart - 7 * 6 * scale - 2 * margin;

/** Indexes into the palette. */
const ink = { paper: 0, text: 1, answered: 2, refused: 3, failed: 4 } as const;
const palette = ['ffffff', '24292f', '2f6fde', 'e0a100', 'd1242f'];

/** Calls per name as a PNG of horizontal bars; answered, refused and failed calls have different colours. */
export function usageChart(rows: readonly UsageRow[]): Buffer {
  const bars = rows.slice(0, maxBars);
  const most = Math.max(1, ...bars.map(({ calls }) => calls));
  const canvas = createCanvas(width, bars.length * rowHeight + 2 * margin);
  for (const [at, { name, calls, errors, refusals }] of bars.entries()) {
    const top = margin + at * rowHeight;
    canvas.write(name.slice(0, maxLabel), margin, top + 4);
    let left = barStart;
    const parts = [
      [calls - errors - refusals, ink.answered],
      [refusals, ink.refused],
      [errors, ink.failed],
    ] as const;
    for (const [count, colour] of parts) {
      const length = Math.round((Math.max(0, count) / most) * barWidth);
      canvas.fill(left, top + 2, length, rowHeight - 6, colour);
      left += length;
    }
    canvas.write(String(calls), left + margin, top + 4);
  }
  return canvas.toPng();
}

function createCanvas(width: number, height: number) {
  // Each row of a PNG begins with its filter type: 0 is none.
  const lines = Buffer.alloc((width + 1) * height, ink.paper);

  function fill(left: number, top: number, columns: number, rows: number, colour: number): void {
    for (let y = top; y < top + rows; y++) {
      const start = y * (width + 1) + 1;
      lines.fill(colour, start + left, start + Math.min(width, left + columns));
    }
  }

  return {
    fill,
    write(text: string, left: number, top: number): void {
      for (const [x, y] of pixelsOf(text)) fill(left + x * scale, top + y * scale, scale, scale, ink.text);
    },
    toPng(): Buffer {
      const header = Buffer.alloc(13);
      header.writeUInt32BE(width, 0);
      header.writeUInt32BE(height, 4);
      header.set([8, 3], 8); // eight bits per pixel, indexed colours
      return Buffer.concat([
        Buffer.from('89504e470d0a1a0a', 'hex'),
        chunk('IHDR', header),
        chunk('PLTE', Buffer.from(palette.join(''), 'hex')),
        chunk('IDAT', deflateSync(lines, { level: 9 })),
        chunk('IEND', Buffer.alloc(0)),
      ]);
    },
  };
}

function chunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, checksum]);
}
