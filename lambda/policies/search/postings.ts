/** The units that each term is in. */
export interface Postings {
  has(term: string): boolean;
  /** In ascending order. */
  get(term: string): readonly number[] | undefined;
  /** All of them, each once, in the order of their code units. */
  terms(): readonly string[];
}

/** The terms of a slice, sorted, and a line for each: both are read when a term is first looked up. */
export interface PostingSlice {
  readonly terms: string;
  readonly postings: string;
}

interface LoadedSlice {
  /** Its units follow those of the slices before it. */
  readonly firstUnit: number;
  readonly stored: PostingSlice;
  terms?: readonly string[];
  lines?: readonly string[];
}

/** Reads nothing of a slice before a term is looked up: most terms never are. */
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

/** Where the value stands in a sorted list, or would. */
export function firstFrom<Value extends string | number>(sorted: readonly Value[], value: Value): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
