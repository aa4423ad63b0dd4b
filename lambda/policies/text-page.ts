const maxCharacters = 20_000;

/**
 * One page of a text from an offset, and the offset of the next page. A page ends after a paragraph, a line or a word,
 * in this order of preference; nothing between pages is lost.
 */
export function textPage(text: string, start: number): { readonly page: string; readonly next?: number } {
  if (text.length - start <= maxCharacters) return { page: text.slice(start) };
  const end = start + lengthOfPage(text.slice(start, start + maxCharacters));
  return { page: text.slice(start, end), next: end };
}

function lengthOfPage(window: string): number {
  for (const boundary of ['\n\n', '\n', ' ']) {
    const at = window.lastIndexOf(boundary);
    if (at > window.length / 2) return at + boundary.length;
  }
  // Never splits a surrogate pair.
  const endsInHalf = /[\ud800-\udbff]$/.test(window);
  return endsInHalf ? window.length - 1 : window.length;
}
