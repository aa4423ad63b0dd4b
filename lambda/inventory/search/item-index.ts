import type { InventoryItem } from '../item.ts';
import { wordsOfItems } from './item-query.ts';
import { compactText, type ItemText, itemText } from './item-text.ts';
import { type Rows, rowsOf } from './packed-rows.ts';

/** The searchable texts of some items. */
export interface ItemSlice {
  /** The compact forms of the texts, one per line. */
  readonly compact: string;
  /** The distinct words of the items, for repairs. */
  readonly words: string;
}

/** Raise it when an older slice would be read wrongly. */
export const itemFormat = 3;

/** Points of a term in a field, by how well it fits. */
type Points = readonly [none: 0, inside: number, beginning: number, words: number, all: number];

// A category tells what an item is: a laptop must rank above a laptop sleeve.
const points = {
  item_id: [0, 0, 1, 2, 12],
  name: [0, 3, 5, 6, 10],
  category: [0, 2, 4, 5, 8],
  location: [0, 1, 2, 3, 4],
} as const satisfies Record<string, Points>;

/** A text in one field, shared by some items of a slice. */
interface FieldText {
  readonly places: ItemText;
  readonly points: Points;
  /** Item numbers in the order of the index. */
  readonly items: readonly number[];
}

export interface ItemIndex {
  readonly count: number;
  itemAt(number: number): InventoryItem;
  /** All items, created on the first access. */
  readonly items: readonly InventoryItem[];
  /** Distinct categories in their original spelling. */
  categories(): readonly string[];
  /** The compact forms of all texts, each followed by a line break. */
  allText(): string;
  /** The offset of each text in `allText`. */
  readonly starts: readonly number[];
  textAt(number: number): FieldText;
  words(): Iterable<string>;
  /** Appends items; must not be called after the first search. */
  load(slice: ItemSlice, rows: Rows): void;
}

interface LoadedSlice {
  readonly firstItem: number;
  readonly firstText: number;
  readonly rows: Rows;
}

export function createItemIndex(): ItemIndex {
  const starts: number[] = [];
  const words: string[] = [];
  const slices: LoadedSlice[] = [];
  const found = new Map<number, FieldText>();
  const places = new Map<string, ItemText>();
  let allText = '';
  let count = 0;
  let items: readonly InventoryItem[] | undefined;

  function load(slice: ItemSlice, rows: Rows): void {
    slices.push({ firstItem: count, firstText: starts.length, rows });
    count += rows.count;
    const before = allText.length;
    for (let at = 0; at < slice.compact.length; at = slice.compact.indexOf('\n', at) + 1)
      starts.push(before + at);
    allText += slice.compact;
    words.push(slice.words);
  }

  function itemAt(number: number): InventoryItem {
    let at = slices.length - 1;
    while (slices[at]!.firstItem > number) at -= 1;
    const { firstItem, rows } = slices[at]!;
    return rows.at(number - firstItem);
  }

  function textAt(number: number): FieldText {
    const known = found.get(number);
    if (known) return known;
    const slice = slices.findLast(({ firstText }) => firstText <= number)!;
    const { field, text, rows } = sliceTextAt(slice.rows, number - slice.firstText);
    const itemPlaces = places.get(text) ?? itemText(text);
    places.set(text, itemPlaces);
    const numbers = rows.map((row) => slice.firstItem + row);
    const made = { places: itemPlaces, points: points[field], items: numbers };
    found.set(number, made);
    return made;
  }

  return {
    get count() {
      return count;
    },
    itemAt,
    get items() {
      items ??= slices.flatMap(({ rows }) => rows.all());
      return items;
    },
    categories: () => [...new Set(slices.flatMap(({ rows }) => rows.valuesOf('category')))],
    starts,
    allText: () => allText,
    textAt,
    *words() {
      for (const text of words) yield* text.split(' ');
    },
    load,
  };
}

export function itemSlice(items: readonly InventoryItem[]): ItemSlice {
  const rows = rowsOf(items);
  const texts = [
    ...items.map(({ item_id }) => item_id),
    ...items.map(({ name }) => name),
    ...rows.valuesOf('category'),
    ...rows.valuesOf('location'),
  ];
  const compact = texts.map((text) => `${compactText(text)}\n`);
  return { compact: compact.join(''), words: [...new Set(wordsOfItems(items))].join(' ') };
}

interface SliceText {
  readonly field: keyof typeof points;
  readonly text: string;
  readonly rows: readonly number[];
}

/** Each id and name has its own text, because most are unique; categories and locations are shared by many rows. */
function sliceTextAt(rows: Rows, number: number): SliceText {
  const own = number < rows.count ? 'item_id' : 'name';
  const row = number % rows.count;
  if (number < 2 * rows.count) return { field: own, text: rows.at(row)[own], rows: [row] };
  const categories = rows.valuesOf('category');
  const shared = number - 2 * rows.count;
  const field = shared < categories.length ? 'category' : 'location';
  const text = categories[shared] ?? rows.valuesOf('location')[shared - categories.length]!;
  return { field, text, rows: rows.rowsWith(field, text) };
}
