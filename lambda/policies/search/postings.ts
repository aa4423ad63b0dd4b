/** The units that each term is in. */
export interface Postings {
  has(term: string): boolean;
  /** In ascending order. */
  get(term: string): readonly number[] | undefined;
}

interface LoadedSlice {
  readonly firstUnit: number;
  /** A line for each term; they are told apart when the first of them is asked for. */
  readonly text: string;
  lines?: readonly string[];
}

export interface GrowingPostings extends Postings {
  /** Adds a slice whose units follow those that are there, and returns the terms that are new. */
  load(slice: { readonly terms: string; readonly postings: string }, firstUnit: number): string[];
}

/** More terms than a slice has; a place is one number so that loading makes few objects. */
const mostLines = 2 ** 20;

/** Loading a slice only notes where its terms stand: the units of most terms are never needed. */
export function createPostings(): GrowingPostings {
  const slices: LoadedSlice[] = [];
  /** Of each term the places where it stands: a slice, and a line in it. */
  const places = new Map<string, number[]>();
  const read = new Map<string, readonly number[]>();

  function unitsOf(places: readonly number[]): number[] {
    const units: number[] = [];
    for (const place of places) {
      const slice = slices[Math.floor(place / mostLines)]!;
      slice.lines ??= slice.text.split('\n');
      let unit = slice.firstUnit;
      for (const distance of slice.lines[place % mostLines]!.split(' ')) {
        unit += Number(distance);
        units.push(unit);
      }
    }
    return units;
  }

  return {
    load({ terms, postings }, firstUnit) {
      const added: string[] = [];
      let place = (slices.push({ firstUnit, text: postings }) - 1) * mostLines;
      if (terms === '') return added;
      for (const term of terms.split('\n')) {
        const known = places.get(term);
        if (known) known.push(place);
        else {
          places.set(term, [place]);
          added.push(term);
        }
        place += 1;
      }
      return added;
    },
    has: (term) => places.has(term),
    get(term) {
      const known = read.get(term);
      const where = places.get(term);
      if (known || !where) return known;
      const units = unitsOf(where);
      read.set(term, units);
      return units;
    },
  };
}
