/** The part of EventBridge's pattern language that the pipe's filters use. */
export type Pattern = {
  readonly [field: string]: Pattern | readonly (string | { readonly prefix: string })[];
};

/** Whether an event has every field of the pattern, each with one of the values listed. */
export function matches(pattern: Pattern, event: unknown): boolean {
  return Object.entries(pattern).every(([field, expected]) => {
    const actual = (event as Record<string, unknown> | undefined)?.[field];
    if (!Array.isArray(expected)) return matches(expected as Pattern, actual);
    return expected.some((choice: string | { readonly prefix: string }) =>
      typeof choice === 'string' ? actual === choice : String(actual).startsWith(choice.prefix),
    );
  });
}
