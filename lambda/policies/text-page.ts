const maxCharacters = 20_000;

/**
 * The page of a text that starts at an offset, and the offset of the next one. It ends behind a paragraph, or behind a
 * line or a word when there is none; all pages in a row are the text again.
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
  // Never between the two halves of a character.
  const endsInHalf = /[\ud800-\udbff]$/.test(window);
  return endsInHalf ? window.length - 1 : window.length;
}
