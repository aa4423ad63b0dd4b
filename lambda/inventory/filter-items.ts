import { fold } from '../text/words.ts';
import type { InventoryItem } from './item.ts';

export interface ItemFilter {
  /** Each of its words has to be in an item's location; floors and places are known in Korean and English. */
  readonly location?: string | undefined;
  readonly department?: string | undefined;
  /** Only items with fewer pieces. */
  readonly below?: number | undefined;
}

export function filterItems(items: readonly InventoryItem[], filter: ItemFilter): readonly InventoryItem[] {
  const { below } = filter;
  const places = placesOf(filter.location ?? '');
  const department = fold(filter.department ?? '');
  return items.filter(
    (item) =>
      (below === undefined || item.quantity < below) &&
      fold(item.department ?? '').includes(department) &&
      (places.length === 0 || isAt(placesOf(item.location), places)),
  );
}

/** The words of a query that say a filter, and the rest of it. */
export interface ReadQuery {
  readonly rest: string;
  readonly isLow: boolean;
  /** Not even one is left. */
  readonly isOut: boolean;
  readonly floors: readonly string[];
  /** Words for what is not meant: `폴더블` of `폴더블 말고 갤럭시`. */
  readonly without: string;
}

const lowStock =
  /재고\s*부족|부족한?(?:\s*(?:재고|장비|품목|비품|물품|것)(?![가-힣]))?|low[\s_-]*(?:on\s+)?stock|(?:running|runs?)\s+low/giu;
const floor = /지하\s*\d{1,2}\s*층|\d{1,2}\s*층|\b\d{1,2}(?:st|nd|rd|th)\s+floor\b|\bfloor\s*\d{1,2}\b/giu;

const outOfStock =
  /재고\s*(?:가|는|도)?\s*(?:없|0)[가-힣]*|품절(?:된)?|다\s*떨어진|out[\s_-]*of[\s_-]*stock|sold[\s_-]*out/giu;
const exclusion = /(\S+)\s+(?:말고|빼고|제외하고|아닌)(?=\s)|(?:\bexcept|\bother than|\bwithout)\s+(\S+)/giu;

/** Takes what runs low, the floor and what is not meant out of a question: no item has these words in its name. */
export function readQuery(query: string): ReadQuery {
  const without = [...query.matchAll(exclusion)].map(([, korean, english]) => korean ?? english).join(' ');
  const included = query.replace(exclusion, ' ');
  const withoutOut = included.replace(outOfStock, ' ');
  const withoutLow = withoutOut.replace(lowStock, ' ');
  const floors = withoutLow.match(floor) ?? [];
  const rest = withoutLow.replace(floor, ' ').replace(/\s+/g, ' ').trim();
  return { rest, isLow: withoutLow !== withoutOut, isOut: withoutOut !== included, floors, without };
}

/** Names of one place, with the Korean first. */
const samePlaces: readonly (readonly string[])[] = [
  ['본사', 'headquarters', 'hq', 'headoffice'],
  ['창고', '물류센터', '물류창고', 'warehouse', 'storage', 'stockroom', 'depot'],
  ['사무실', '오피스', 'office'],
  ['연구소', '연구센터', 'r&dcenter', 'researchcenter', 'lab'],
  ['회의실', 'meetingroom', 'conferenceroom'],
  ['안내데스크', '로비', 'reception', 'lobby'],
  ['서울', 'seoul'],
  ['부산', 'busan'],
  ['판교', 'pangyo'],
  ['대전', 'daejeon'],
  ['대구', 'daegu'],
  ['인천', 'incheon'],
  ['광주', 'gwangju'],
];

/** The words of a location in lower case, with one spelling for each floor: `floor3`, `floorb1`. */
function placesOf(location: string): string[] {
  return fold(location)
    .replace(/지하\s*(\d{1,2})\s*층?|\bb(\d{1,2})f?\b/gu, ' floorb$1$2 ')
    .replace(/(?<![\p{L}\p{N}])(\d{1,2})\s*(?:층|f\b|fl\b|(?:st|nd|rd|th)?[\s-]*floor\b)/gu, ' floor$1 ')
    .replace(/\bfloor[\s-]*(\d{1,2})/gu, ' floor$1 ')
    .replace(/(?<=\p{Script=Hangul})(\d{1,2})층/gu, ' floor$1 ')
    .replace(/\bhead office\b/g, 'headoffice')
    .replace(/\b(meeting|conference) room\b/g, '$1room')
    .split(/[\s,()/·-]+/)
    .filter(Boolean);
}

function isAt(places: readonly string[], words: readonly string[]): boolean {
  return words.every((word) => {
    if (/^floor/.test(word)) return places.includes(word);
    const names = samePlaces.find((same) => same.includes(word)) ?? [word];
    return names.some((name) => places.some((place) => place.includes(name)));
  });
}
