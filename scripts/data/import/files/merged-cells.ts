import { strFromU8, unzipSync } from 'fflate';

/** A range of merged cells: rows and columns from 0, both ends included. */
export interface MergedCells {
  readonly name: string;
  readonly rows: readonly [first: number, last: number];
  readonly columns: readonly [first: number, last: number];
}

/** Merged cells over several rows, per worksheet; the workbook reader returns only the value of the first cell. */
export function readMergedCells(bytes: Uint8Array): ReadonlyMap<string, readonly MergedCells[]> {
  const parts = unzipSync(bytes, {
    filter: ({ name }) =>
      /^xl\/(?:workbook\.xml|_rels\/workbook\.xml\.rels|worksheets\/[^/]+\.xml)$/.test(name),
  });
  const textOf = (name: string) => (parts[name] ? strFromU8(parts[name]) : '');
  const targets = new Map(
    elements(textOf('xl/_rels/workbook.xml.rels'), 'Relationship').map(({ Id, Target = '' }) => [
      Id,
      Target.replace(/^\/?(?:xl\/)?/, 'xl/'),
    ]),
  );
  return new Map(
    elements(textOf('xl/workbook.xml'), 'sheet').map((sheet) => {
      const xml = textOf(targets.get(sheet['r:id']) ?? '');
      const merged = elements(xml.slice(xml.lastIndexOf('</sheetData>')), 'mergeCell');
      return [unescaped(sheet.name ?? ''), merged.flatMap(({ ref = '' }) => rangeOf(ref))] as const;
    }),
  );
}

function rangeOf(ref: string): MergedCells[] {
  const [, left, top, right, bottom] = /^([A-Z]+)(\d+):([A-Z]+)(\d+)$/.exec(ref) ?? [];
  if (!bottom || top === bottom) return [];
  const rows = [Number(top) - 1, Number(bottom) - 1] as const;
  return [{ name: ref, rows, columns: [columnOf(left!), columnOf(right!)] }];
}

function columnOf(letters: string): number {
  return [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function elements(xml: string, tag: string): Record<string, string>[] {
  return [...xml.matchAll(new RegExp(`<(?:\\w+:)?${tag}\\s([^>]*)>`, 'g'))].map(([, attributes = '']) =>
    Object.fromEntries(
      [...attributes.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    ),
  );
}

function unescaped(text: string): string {
  const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (all, decimal, hex, name) =>
    decimal || hex
      ? String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16))
      : (named[name] ?? all),
  );
}
