import type { InventoryItem } from '../item.ts';
import { compactText, type ItemText } from './item-text.ts';

/** Some items as they are packed: with the texts by which they are found. */
export interface ItemSlice {
  readonly items: readonly InventoryItem[];
  /** Field by field the compact form of each text that the slice has in it, each ended by a line break. */
  readonly compact: string;
}

/** Changes when an older slice would be read wrongly. */
export const itemFormat = 1;

/** What a term counts in a field, by its fit. */
type Points = readonly [none: 0, inside: number, beginning: number, words: number, all: number];

// A category says what a thing is: a laptop's counts more than the name of a laptop sleeve.
const points = {
  item_id: [0, 0, 1, 2, 12],
  name: [0, 3, 5, 6, 10],
  category: [0, 2, 4, 5, 8],
  location: [0, 1, 2, 3, 4],
} as const satisfies Record<string, Points>;

type Field = keyof typeof points;
const fields = Object.keys(points) as Field[];

/** A text that some items of a slice have in one field. */
export interface FieldText {
  readonly text: string;
  readonly points: Points;
  /** Numbers in the order of the index. */
  readonly items: readonly number[];
  /** Made when a term is first found in it. */
  places?: ItemText | undefined;
}

export interface ItemIndex {
  readonly items: readonly InventoryItem[];
  readonly texts: readonly FieldText[];
  /** Of each text, where its compact form begins in {@link everything}. */
  readonly starts: readonly number[];
  everything(): string;
  /** Adds items after those that are there. */
  load(slice: ItemSlice): void;
}

export function createItemIndex(): ItemIndex {
  const items: InventoryItem[] = [];
  const texts: FieldText[] = [];
  const starts: number[] = [];
  let everything = '';

  function load(slice: ItemSlice): void {
    const first = items.length;
    for (const item of slice.items) items.push(item);
    let start = 0;
    for (const field of fields) {
      for (const [text, numbers] of textsOf(slice.items, field, first)) {
        texts.push({ text, points: points[field], items: numbers, places: undefined });
        starts.push(everything.length + start);
        start = slice.compact.indexOf('\n', start) + 1;
      }
    }
    everything += slice.compact;
  }

  return { items, texts, starts, everything: () => everything, load };
}

export function itemSlice(items: readonly InventoryItem[]): ItemSlice {
  const texts = fields.flatMap((field) => [...textsOf(items, field).keys()]);
  return { items, compact: texts.map((text) => `${compactText(text)}\n`).join('') };
}

function textsOf(items: readonly InventoryItem[], field: Field, first = 0): Map<string, number[]> {
  const texts = new Map<string, number[]>();
  items.forEach((item, at) => {
    const known = texts.get(item[field]);
    if (known) known.push(first + at);
    else texts.set(item[field], [first + at]);
  });
  return texts;
}
