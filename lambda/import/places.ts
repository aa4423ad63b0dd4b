import { createHash } from 'node:crypto';
import { itemIdOf } from './readable-id.ts';

const kinds =
  /본사|본점|본부|본관|별관|신관|지사|지점|지부|분점|사업소|사업장|영업소|출장소|대리점|창고|센터|공장|사무소|사무실|오피스|연구소|연구동|연수원|기숙사|물류|캠퍼스|매장|전산실|서버실|자재실|현장|\d층$|(?:^| )hq$|head ?office|headquarters|warehouse|\boffice\b|\bbranch\b|\bplant\b|\bfactory\b|\bcampus\b|\bsite\b|stockroom|^\d+f$/i;
const cities =
  /^(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주|수원|성남|판교|분당|용인|고양|일산|안양|안산|평택|화성|동탄|천안|아산|청주|오송|오창|전주|군산|익산|여수|순천|목포|포항|구미|창원|김해|진주|거제|양산|원주|춘천|강릉|강남|여의도|종로|마포|구로|가산|성수|송도|마곡|잠실|역삼|문정|상암|용산|이천|김포|파주|서초|송파|강서|강동|영등포|동대문|서대문|중구|성동|노원|관악|은평|강북|홍대|신촌|명동|을지로|광화문|선릉|논현|양재|과천|부천|의정부|남양주|하남|광명|시흥|군포|구리|제천|충주|음성|진천|당진|서산|경주|경산|김천|안동|통영|나주|광양|속초|해운대|서귀포|영종|청라|seoul|busan|daegu|incheon|gwangju|daejeon|ulsan|sejong|suwon|pangyo|jeju|tokyo|osaka|singapore|hanoi|shanghai|beijing|london|berlin|paris|new york)(?:점|시|동|역)?$/i;

const shops = /^[가-힣]{2,}점$/;
const points = /^(?:문제|개선|소수|차이|기준|만족|총|최고|최저)점$/;

/** Names of sheets and numeric columns that are not places: periods, sums, limits, orders, copies. */
const others =
  /합계|총합|(?:^|소|총|누)계$|^총|전체|요약|종합|\btotal|\bsum(?:mary)?\b|^all$|안전|최소|최대|적정|기준|발주|주문|입고|출고|판매|사용|불용|금액|가격|단가|원가|평균|비율|\d년|[년연]도|\d월|^월|\d일$|요일$|분기|\d주|주차$|회차|차수|단계|순번|번호|코드|길이|무게|중량|규격|용량|비고|^no\.?$|price|cost|amount|\bmin\b|\bmax\b|safety|order|year|month|week|\bdate\b|\bcode\b|\bsize\b|weight|^q\d|^sheet|^시트|복사|사본|백업|backup|copy|^old|^new$|안내|설명|목차|^\d+$/i;
const sums =
  /^(?:합계|계|총계|총합|총합계|총|총량|전체|요약|종합|총괄|grandtotal|total|totals|sum|summary|all)$/i;

/** Words for a quantity beside the name of a place: 본사 수량, 재고(부산), Qty_Seoul. */
const quantityWords =
  /현재고량?|재고수량|보유수량|재고량|보유량|수량|재고|보유|대수|개수|qty|quantity|stock|on hand|in stock|units|\bea\b/gi;

/** The name of the place without words for a quantity. */
export function placeNamed(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/\((?:ea|개|대|단위[^)]*)\)/gi, ' ')
    .replace(quantityWords, ' ')
    .replace(/[()[\]{}:_/\\|·-]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

export function isPlaceName(name: string): boolean {
  return (
    cities.test(name) ||
    (shops.test(name) && !points.test(name)) ||
    (kinds.test(name) && !/^(?:창고|현장|물류)$/.test(name) && name.length <= 30)
  );
}

export function isSumName(name: string): boolean {
  return sums.test(name.replace(/\s+/g, ''));
}

/** A name between names of places that is not known, but may be a place. */
export function mayBePlace(name: string): boolean {
  return isPlaceName(name) || !others.test(name);
}

/** Building before floor before room; other names come last. */
const levels = [
  /소재지|사업장|지점|지사|plant|플랜트|^site|office/i,
  /건물|building|^동$/i,
  /창고|warehouse|stockroom/i,
  /^층|floor/i,
  /호실|^방$|room/i,
  /구역|zone|aisle/i,
  /랙|rack/i,
  /선반|shelf|bin|^loc$/i,
];

export function placeLevel(column: string): number {
  const level = levels.findIndex((names) => names.test(column));
  return level < 0 ? levels.length : level;
}

/** `3` in the column 층 becomes 3층. */
export function placePart(column: string, cell: string): string {
  if (!/^(?:지하 ?)?\d+$/.test(cell)) return cell;
  if (/^층/.test(column)) return `${cell}층`;
  if (/^호실/.test(column)) return `${cell}호`;
  return /^floor/i.test(column) ? `${cell}F` : cell;
}

/** Joins places from wide to narrow, without repetitions. */
export function joinPlaces(parts: readonly string[]): string {
  return parts.reduce((whole, part) => {
    if (whole.includes(part)) return whole;
    return part.includes(whole) ? part : `${whole} ${part}`;
  }, '');
}

const longestId = 64;

/** The id of an item that is at several places. */
export function idAtPlace(id: string, place: string): string {
  const whole = `${id}-${itemIdOf(place)}`;
  return whole.length <= longestId
    ? whole
    : `${id}-${createHash('sha256').update(place).digest('hex').slice(0, 8)}`;
}
