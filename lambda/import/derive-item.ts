import { recognizeName } from './column-names.ts';
import { isBlank } from './fields.ts';
import type { Guesses } from './guesses.ts';
import type { Mapping } from './mapping.ts';
import { idAtPlace } from './places.ts';
import { itemIdOf, romanized } from './readable-id.ts';
import type { Column, UnreadColumn } from './source-columns.ts';
import type { RawRow } from './source-table.ts';
import type { SheetMeaning } from './table-record.ts';
import { compact } from './value-words.ts';

/** Columns of a list with one row per device, which has no quantity. */
const ofDevices =
  /serial|시리얼|일련번호|^s\/?n$|\bmac\b|맥 ?주소|\bip\b|ip ?주소|host ?name|호스트|assigned|checked out|\busers?\b|사용자|이용자|소지자|warranty|보증|imei|operating system|운영체제/i;
/** Licenses have no location. */
const ofLicenses = /라이선스|라이센스|소프트웨어|licen[cs]e|\bseats?\b|software/i;
const ofKinds = /분류|종류|구분|유형|품종|categor|type|class|group/i;
/** A catalogue number, such as 물품분류번호, is not a useful category. */
const ofCodes = /번호|코드|number|code|\bno\b/i;
const ofCounts =
  /수량|재고|대수|개수|잔(?:고|량|여)|보유(?:수|량|대|개)?$|합계|^계$|qty|quantity|\bcount\b|stock|on.?hand|^(?:ea|pcs|units?)$/i;

/** An id can always be derived; a quantity (1 per row) and a category (기타) only if no unknown column may contain it. */
export function isDerivable(
  field: string,
  unread: readonly UnreadColumn[],
  columns: readonly Column[],
): boolean {
  if (field === 'item_id') return true;
  if (field === 'location') return isOfLicenses(columns);
  const unknown = unread.filter(({ name }) => !recognizeName('inventory', name));
  if (field === 'category') return !unknown.some(({ name }) => ofKinds.test(name) && !ofCodes.test(name));
  if (field !== 'quantity') return false;
  if (unknown.some(({ name }) => ofCounts.test(name))) return false;
  const isCount = ({ cells }: UnreadColumn) =>
    cells.length > 0 && cells.every((cell) => /^\d{1,5}$/.test(cell));
  return unknown.some(({ name }) => ofDevices.test(name)) || !unknown.some(isCount);
}

function isOfLicenses(columns: readonly Column[]): boolean {
  return columns.some(
    ({ field, name }) => /^(?:name|category|quantity)$/.test(field) && ofLicenses.test(name),
  );
}

export interface DerivedRow extends RawRow {
  /** Rows of one group become one item; their number is its quantity. */
  readonly group?: string;
}

/** Adds names, ids and quantities that can be derived from the other columns. */
export function deriveItems(
  rows: readonly RawRow[],
  columns: readonly Column[],
  {
    mapping,
    guesses,
    header,
    sheet,
  }: {
    readonly mapping: Mapping;
    readonly guesses: Guesses;
    readonly header: readonly string[];
    readonly sheet?: SheetMeaning | undefined;
  },
): DerivedRow[] {
  const columnOf = (field: string) => columns.find((column) => column.field === field);
  const isMissing = (field: string) => !columnOf(field) && !mapping.defaults?.[field as 'quantity'];
  const counter = columnOf('item_id');
  const isCounted = counter !== undefined && onlyCounts(counter, rows);
  const lacksId = isCounted || isMissing('item_id');
  const lacksQuantity = isMissing('quantity');
  if (lacksId) {
    const why = isCounted ? `the column ${counter.name} is a running number` : 'the file has none';
    guesses.add(`item_id: made from the name, as ${why}`);
  }
  if (lacksQuantity) {
    const how = lacksId ? 'equal rows are one item with their number' : 'each row is one piece';
    guesses.add(`quantity: the file has none, so ${how}`);
  }
  const hasDevices = !lacksId && header.some((name) => ofDevices.test(name));
  const isSingle = (quantity: unknown) => lacksQuantity || (hasDevices && isOne(quantity));

  const categoryOf = isMissing('category') ? deriveCategory(rows, columns, guesses) : () => ({});

  const noPlace = isMissing('location')
    ? { location: columns.some(isKorean) ? '장소 없음' : 'no place' }
    : {};
  if (noPlace.location)
    guesses.add(`location: the file has none, and licenses are at no place: ${noPlace.location}`);

  const ids = createIds();
  const sheetPlace = sheet?.field === 'location' ? sheet.name : undefined;
  return rows.map((row): DerivedRow => {
    const { line, place } = row;
    const { model, ...raw } = row.raw;
    const named = {
      ...categoryOf(row),
      ...noPlace,
      ...raw,
      name: nameWith(model, raw.name, columnOf('model')?.name, guesses),
    };
    const listed_singly = isSingle(raw.quantity) || undefined;
    if (listed_singly) guesses.add('listed one by one, which never counts as low in stock');
    const whole = { ...named, ...(lacksQuantity && { quantity: '1' }), listed_singly };
    const at = (id: unknown, where = place) =>
      typeof id === 'string' && id !== '' && where ? idAtPlace(id, where) : id;
    if (!lacksId) return { ...row, raw: { ...whole, item_id: at(latinId(raw.item_id, guesses)) } };
    const { item_id: _, last_updated: __, ...rest } = whole as Record<string, unknown>;
    const group = lacksQuantity ? JSON.stringify(rest) : undefined;
    const item_id = at(
      ids(String(whole.name ?? ''), group ?? (place && `line ${line}`)),
      place ?? sheetPlace,
    );
    return { ...row, raw: { ...whole, item_id }, ...(group !== undefined && { group: String(item_id) }) };
  });
}

/** The headings between rows, if every row has one and they differ; otherwise the same category for all rows. */
function deriveCategory(rows: readonly RawRow[], columns: readonly Column[], guesses: Guesses) {
  const headings = new Set(rows.map(({ heading }) => heading));
  if (headings.size > 1 && !headings.has(undefined)) {
    guesses.add('category: the heading above the row, as the file has no column for it');
    return ({ heading }: RawRow) => ({ category: heading });
  }
  const [korean, english] = isOfLicenses(columns) ? ['소프트웨어', 'software'] : ['기타', 'other'];
  const category = columns.some(isKorean) ? korean : english;
  guesses.add(`category: the file has none, so each item is in ${category}`);
  return () => ({ category });
}

/** Asset lists have quantities too, but nearly all of them are 1. */
function isOne(quantity: unknown): boolean {
  return /^\s*1(?:\.0+)?\s*\D*$/.test(String(quantity));
}

/** Ids such as 전산-001 and Ａ－１ are valid but cannot be part of a URI. */
function latinId(id: unknown, guesses: Guesses): unknown {
  if (typeof id !== 'string' || !/^[\p{L}\p{N}_.－-]+$/u.test(id.trim())) return id;
  const latin = romanized(id.normalize('NFKC').trim());
  if (latin !== id.trim()) guesses.add('item_id: other letters became Roman ones');
  return latin;
}

function isKorean({ name }: Column): boolean {
  return /[가-힣]/.test(name);
}

/** 연번 is never an id. `No.` is one unless it counts 1, 2, 3, possibly again from 1 under each heading. */
function onlyCounts({ name, rank }: Column, rows: readonly RawRow[]): boolean {
  if (rank < 0 || !/^(?:number|no|nr|번호|연번|순번|seq)$/.test(compact(name))) return false;
  if (/^(?:연번|순번|seq)$/.test(compact(name))) return true;
  // A line with several places has several rows.
  const lines = rows.filter(({ line }, at) => line !== rows[at - 1]?.line);
  const numbers = lines.flatMap(({ raw }) => (isBlank(raw.item_id) ? [] : [Number(raw.item_id)]));
  return numbers[0] === 1 && numbers.every((number, at) => number === 1 || number === numbers[at - 1]! + 1);
}

function nameWith(model: unknown, name: unknown, column: string | undefined, guesses: Guesses): unknown {
  if (isBlank(model) || typeof model !== 'string') return name;
  if (isBlank(name)) {
    guesses.add(`name: ${column} stands for a name that is empty`);
    return model;
  }
  if (compact(String(name)).includes(compact(model))) return name;
  const both = `${name} ${model}`;
  if ([...both].length > 200) {
    guesses.add(`name: ${column} was left out where both are longer than 200 characters`);
    return name;
  }
  guesses.add(`name: followed by ${column}, which tells items of one name apart`);
  return both;
}

/** Creates an id per row or group: `name`, `name-2` and so on, in the order of the file. */
function createIds(): (name: string, group: string | undefined) => string {
  const rows = new Map<string, number>();
  const byGroup = new Map<string, string>();
  return (name, group) => {
    const known = group === undefined ? undefined : byGroup.get(group);
    if (known) return known;
    const base = itemIdOf(name);
    const number = (rows.get(base) ?? 0) + 1;
    rows.set(base, number);
    const id = number === 1 ? base : `${base}-${number}`;
    if (group !== undefined) byGroup.set(group, id);
    return id;
  };
}
