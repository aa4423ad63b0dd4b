export interface Price {
  readonly amount: number;
  /** Three letters, such as KRW; undefined if the text contains none. */
  readonly currency: string | undefined;
}

/** Symbols of a single currency, and $, which is the US dollar unless a letter precedes it. */
const symbols: Readonly<Record<string, string>> = {
  '₩': 'KRW',
  // Korean Windows shows a backslash as ₩.
  '\\': 'KRW',
  원: 'KRW',
  $: 'USD',
  US$: 'USD',
  '€': 'EUR',
  '£': 'GBP',
};

const written = /^(\D*?)\s*(\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,12}(?:\.\d{1,2})?)\s*(\D*)$/;

/** Amounts with units of ten thousand: 120만원, 15만 5천원, 1.5억. */
const inUnits = /^(?:([\d,]+(?:\.\d+)?)억)?\s*(?:([\d,]+(?:\.\d+)?)만)?\s*(?:(\d+(?:\.\d+)?)천)?\s*원?$/;

/** Parses `1,290,000`, `₩1,290,000`, `1290000원`, `KRW 1290000` and `$1,299.00`; undefined for unclear texts. */
export function parsePrice(text: string): Price | undefined {
  const plain = text.normalize('NFKC').trim();
  const units = inUnits.exec(plain)?.slice(1);
  if (units?.some(Boolean)) return { amount: amountOf(units), currency: 'KRW' };
  const [, before, digits, after] = written.exec(plain) ?? [];
  if (digits === undefined || (before && after)) return undefined;
  const sign = before || after;
  const currency = sign ? currencyOf(sign) : undefined;
  if (sign && !currency) return undefined;
  return { amount: Number(digits.replaceAll(',', '')), currency };
}

function amountOf(units: readonly (string | undefined)[]): number {
  const numbers = units.map((number) => Number((number ?? '0').replaceAll(',', '')));
  return Math.round(numbers[0]! * 1e8 + numbers[1]! * 1e4 + numbers[2]! * 1e3);
}

/** The currency of a symbol or code; undefined if unknown. */
export function currencyOf(sign: string): string | undefined {
  const name = sign.normalize('NFKC').trim().toUpperCase();
  if (Object.hasOwn(symbols, name)) return symbols[name];
  return /^[A-Z]{3}$/.test(name) && currencies.has(name) ? name : undefined;
}

const currencies = new Set(Intl.supportedValuesOf('currency'));
