/** Maps terms to the units that contain them. */
export interface Postings {
  has(term: string): boolean;
  /** In ascending order. */
  get(term: string): readonly number[] | undefined;
  /** All distinct terms, ordered by code units. */
  terms(): readonly string[];
}

/** The sorted terms of a slice and one line of units per term; both are parsed when a term is first looked up. */
export interface PostingSlice {
  readonly terms: string;
  readonly postings: string;
}

interface LoadedSlice {
  /** The number of its first unit, after the units of earlier slices. */
  readonly firstUnit: number;
  readonly stored: PostingSlice;
  terms?: readonly string[];
  lines?: readonly string[];
}

/** Parses nothing before a term is looked up, because most terms never are. */
export function createPostings(slices: readonly LoadedSlice[], sortedTerms?: string): Postings {
  const read = new Map<string, readonly number[]>();
  let sorted: readonly string[] | undefined;
  let known: ReadonlySet<string> | undefined;

  function terms(): readonly string[] {
    sorted ??= sortedTerms === undefined ? distinctTerms(slices) : linesOf(sortedTerms);
    return sorted;
  }

  function has(term: string): boolean {
    known ??= new Set(terms());
    return known.has(term);
  }

  return {
    terms,
    has,
    get(term) {
      const found = read.get(term);
      if (found || !has(term)) return found;
      const units = slices.flatMap((slice) => unitsOf(slice, term));
      read.set(term, units);
      return units;
    },
  };
}

function termsOf(slice: LoadedSlice): readonly string[] {
  slice.terms ??= linesOf(slice.stored.terms);
  return slice.terms;
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.split('\n');
}

function distinctTerms(slices: readonly LoadedSlice[]): readonly string[] {
  return [...new Set(slices.flatMap(termsOf))].sort();
}

function unitsOf(slice: LoadedSlice, term: string): number[] {
  const terms = termsOf(slice);
  const line = firstFrom(terms, term);
  if (terms[line] !== term) return [];
  slice.lines ??= slice.stored.postings.split('\n');
  let unit = slice.firstUnit;
  return slice.lines[line]!.split(' ').map((distance) => {
    unit += Number(distance);
    return unit;
  });
}

/** The index of the first element that is not less than the value (lower bound). */
export function firstFrom<Value extends string | number>(sorted: readonly Value[], value: Value): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
