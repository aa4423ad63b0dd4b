import type { InventoryItem } from '../item.ts';
import { wordsOfItems } from './item-query.ts';
import { compactText, type ItemText, itemText } from './item-text.ts';

/** Some items as they are packed: with the texts by which they are found. */
export interface ItemSlice {
  readonly items: readonly InventoryItem[];
  /** A line for each {@link textsOf}: its compact form. */
  readonly compact: string;
  /** Those of the items, each once, for repairs. */
  readonly words: string;
}

/** Changes when an older slice would be read wrongly. */
export const itemFormat = 2;

/** What a term counts in a field, by its fit. */
type Points = readonly [none: 0, inside: number, beginning: number, words: number, all: number];

// A category says what a thing is: a laptop's counts more than the name of a laptop sleeve.
const points = {
  item_id: [0, 0, 1, 2, 12],
  name: [0, 3, 5, 6, 10],
  category: [0, 2, 4, 5, 8],
  location: [0, 1, 2, 3, 4],
} as const satisfies Record<string, Points>;

/** A text that some items of a slice have in one field. */
export interface FieldText {
  readonly places: ItemText;
  readonly points: Points;
  /** Numbers in the order of the index. */
  readonly items: readonly number[];
}

export interface ItemIndex {
  readonly items: readonly InventoryItem[];
  /** The compact forms of all texts, each ended by a line break. */
  everything(): string;
  /** Of each text, where its compact form begins. */
  readonly starts: readonly number[];
  textAt(number: number): FieldText;
  words(): Iterable<string>;
  /** Adds items after those that are there. */
  load(slice: ItemSlice): void;
}

interface LoadedSlice {
  readonly firstItem: number;
  readonly firstText: number;
  readonly texts: readonly SliceText[];
}

/** Ids and names are texts of one item each, since most are; categories and places are texts of many. */
interface SliceText {
  readonly field: keyof typeof points;
  readonly text: string;
  /** In the slice; absent where it is all that have the text. */
  readonly item?: number;
}

export function createItemIndex(): ItemIndex {
  const items: InventoryItem[] = [];
  const starts: number[] = [];
  const words: string[] = [];
  const slices: LoadedSlice[] = [];
  const found = new Map<number, FieldText>();
  const places = new Map<string, ItemText>();
  let everything = '';

  function load(slice: ItemSlice): void {
    slices.push({ firstItem: items.length, firstText: starts.length, texts: textsOf(slice.items) });
    for (const item of slice.items) items.push(item);
    const before = everything.length;
    for (let at = 0; at < slice.compact.length; at = slice.compact.indexOf('\n', at) + 1)
      starts.push(before + at);
    everything += slice.compact;
    words.push(slice.words);
  }

  function textAt(number: number): FieldText {
    const known = found.get(number);
    if (known) return known;
    const slice = slices.findLast(({ firstText }) => firstText <= number)!;
    const { field, text, item } = slice.texts[number - slice.firstText]!;
    const itemPlaces = places.get(text) ?? itemText(text);
    places.set(text, itemPlaces);
    const numbers = item === undefined ? itemsWith(slice, field, text) : [slice.firstItem + item];
    const made = { places: itemPlaces, points: points[field], items: numbers };
    found.set(number, made);
    return made;
  }

  function itemsWith({ firstItem, firstText }: LoadedSlice, field: SliceText['field'], text: string) {
    const next = slices.find((slice) => slice.firstText > firstText);
    const numbers: number[] = [];
    for (let at = firstItem; at < (next?.firstItem ?? items.length); at += 1)
      if (items[at]![field] === text) numbers.push(at);
    return numbers;
  }

  return {
    items,
    starts,
    everything: () => everything,
    textAt,
    *words() {
      for (const text of words) yield* text.split(' ');
    },
    load,
  };
}

export function itemSlice(items: readonly InventoryItem[]): ItemSlice {
  const compact = textsOf(items).map(({ text }) => `${compactText(text)}\n`);
  return { items, compact: compact.join(''), words: [...new Set(wordsOfItems(items))].join(' ') };
}

function textsOf(items: readonly InventoryItem[]): SliceText[] {
  const own = (['item_id', 'name'] as const).flatMap((field) =>
    items.map((each, item): SliceText => ({ field, text: each[field], item })),
  );
  const shared = (['category', 'location'] as const).flatMap((field) =>
    [...new Set(items.map((item) => item[field]))].map((text): SliceText => ({ field, text })),
  );
  return [...own, ...shared];
}
