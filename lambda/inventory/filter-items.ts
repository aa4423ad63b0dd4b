import { fold } from '../text/words.ts';
import { type InventoryItem, isLowOnStock } from './item.ts';

export interface ItemFilter {
  /** Every word must occur in an item's location; names of floors and places match in Korean and English. */
  readonly location?: string | undefined;
  readonly department?: string | undefined;
  /** Only items with low stock by this threshold. */
  readonly below?: number | undefined;
}

export function filterItems(items: readonly InventoryItem[], filter: ItemFilter): readonly InventoryItem[] {
  const { below } = filter;
  const places = placesOf(filter.location ?? '');
  const department = fold(filter.department ?? '');
  return items.filter(
    (item) =>
      (below === undefined || isLowOnStock(item, below)) &&
      fold(item.department ?? '').includes(department) &&
      (places.length === 0 || matchesLocation(placesOf(item.location), places)),
  );
}

/** The filters in a query, and the remaining words. */
export interface ReadQuery {
  readonly rest: string;
  readonly isLow: boolean;
  /** The query asks for items of which none are left. */
  readonly isOutOfStock: boolean;
  readonly floors: readonly string[];
  /** Words to exclude: `폴더블` in `폴더블 말고 갤럭시`. */
  readonly without: string;
}

const lowStock =
  /(?:재고\s*)?(?:부족|모자[라란랄]|거의\s*(?:다\s*)?(?:없|떨어|소진)|떨어(?:질|져\s*가)|(?:얼마|별로)\s*안\s*[되돼남]|재주문|주문해야|발주|보충)[가-힣]*|low[\s_-]*(?:on\s+)?stock|(?:running|runs?|getting|is|are)\s+(?:low|short)(?:\s+(?:on|of))?|(?:running|almost|nearly)\s+(?:out|gone)(?:\s+of)?|re-?(?:order|stock)(?:ed|ing)?|replenish(?:ed)?/giu;
const outOfStock =
  /재고\s*(?:가|는|도)?\s*(?:없|0)[가-힣]*|(?:품절|소진|(?:다|모두|전부)\s*떨어[진졌져]|하나도\s*(?:안\s*남|없))[가-힣]*|(?:\b(?:ran|is|are)\s+)?\bout[\s_-]*of(?:[\s_-]*stock)?|sold[\s_-]*out|none\s+left/giu;
const floor =
  /((?:지하\s*)?\d{1,2}\s*층)(?:(?:에서?|에는|의|은|이)(?![가-힣]))?|\b\d{1,2}(?:st|nd|rd|th)\s+floor\b|-?\bfloor[\s-]*\d{1,2}\b/giu;
const exclusion = /(\S+)\s+(?:말고|빼고|제외하고|아닌)(?=\s)|(?:\bexcept|\bother than|\bwithout)\s+(\S+)/giu;

/** Splits low stock, floors and exclusions from a question, because no item has these words in its name. */
export function readQuery(query: string): ReadQuery {
  const without = [...query.matchAll(exclusion)].map(([, korean, english]) => korean ?? english).join(' ');
  const included = query.replace(exclusion, ' ');
  // First, because 다 떨어진 (out of stock) is part of 거의 다 떨어진 (low stock).
  const withoutLow = included.replace(lowStock, ' ');
  const withoutOut = withoutLow.replace(outOfStock, ' ');
  const floors = [...withoutOut.matchAll(floor)].map(([whole, korean]) => korean ?? whole);
  const rest = withoutOut.replace(floor, ' ').replace(/\s+/g, ' ').trim();
  return { rest, isLow: withoutLow !== included, isOutOfStock: withoutOut !== withoutLow, floors, without };
}

/** Names of the same place, the Korean one first. */
const locationNames: readonly (readonly string[])[] = [
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

function matchesLocation(places: readonly string[], words: readonly string[]): boolean {
  return words.every((word) => {
    if (/^floor/.test(word)) return places.includes(word);
    const names = locationNames.find((same) => same.includes(word)) ?? [word];
    return names.some((name) => places.some((place) => place.includes(name)));
  });
}
