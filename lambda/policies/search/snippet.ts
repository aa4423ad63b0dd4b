import { countable, countOf } from './word-count.ts';

/** In code points. */
const longest = 300;
const mostSentences = 3;
const separator = 3;

/** Up to three neighbouring sentences of a passage with the most of the stems in them, as plain text, at most 300 code points. */
export function snippetOf(markdown: string, stems: readonly string[]): string {
  const sentences = sentencesOf(markdown).map((text) => ({ text, found: stemsIn(text, stems) }));
  const starts = sentences.map((_, start) => {
    const end = endOf(sentences.slice(start).map(({ text }) => text)) + start;
    const words = new Set(sentences.slice(start, end).flatMap(({ found }) => found)).size;
    return { start, end, words, first: sentences[start]!.found.length };
  });
  // Among equals the one that begins with the words, and among those the first.
  const best = starts.sort((a, b) => b.words - a.words || b.first - a.first || a.start - b.start)[0];
  if (!best) return '';
  const texts = sentences.map(({ text }) => text);
  const [start, end] =
    best.end - best.start > 1 ? [best.start, best.end] : [withOneBefore(texts, best), best.end];
  return shortened(joined(texts.slice(start, end)), stems);
}

/** A list item without a full stop is set off from the next sentence. */
function joined(sentences: readonly string[]): string {
  return sentences.join(' ').length === 0
    ? ''
    : sentences.reduce((text, next) => `${text}${/[\p{L}\p{N}]$/u.test(text) ? ' · ' : ' '}${next}`);
}

function stemsIn(text: string, stems: readonly string[]): string[] {
  const words = countable(text);
  return stems.filter((stem) => countOf(stem, words) > 0);
}

/** How many of the sentences fit, at least one. */
function endOf(sentences: readonly string[]): number {
  let length = 0;
  let end = 0;
  while (end < Math.min(mostSentences, sentences.length)) {
    length += codePoints(sentences[end]!) + separator;
    if (end > 0 && length > longest) break;
    end += 1;
  }
  return end;
}

/** The last sentence of a passage says more with the one before it. */
function withOneBefore(sentences: readonly string[], { start, end }: { start: number; end: number }): number {
  if (start === 0) return start;
  return codePoints(joined(sentences.slice(start - 1, end))) <= longest ? start - 1 : start;
}

/** Whole words around the first hit. */
function shortened(text: string, stems: readonly string[]): string {
  if (codePoints(text) <= longest) return text;
  const words = text.split(' ');
  const hit = Math.max(
    0,
    words.findIndex((word) => stemsIn(word, stems).length > 0),
  );
  // A few words before the hit, so that it can be understood.
  const start = hit <= 8 ? 0 : hit - 8;
  let end = start;
  let length = 2;
  while (end < words.length && length + codePoints(words[end]!) + 1 <= longest) {
    length += codePoints(words[end]!) + 1;
    end += 1;
  }
  const cut =
    end === start ? [...words[start]!].slice(0, longest - 2).join('') : words.slice(start, end).join(' ');
  return `${start > 0 ? '…' : ''}${cut}${end < words.length ? '…' : ''}`;
}

function codePoints(text: string): number {
  return [...text].length;
}

/** The sentences of Markdown without its marks; a list item or heading is one even without a full stop. */
export function sentencesOf(markdown: string): string[] {
  return blocksOf(markdown)
    .flatMap((block) => withoutMarks(block).split(/(?<=[.!?。！？])\s+/))
    .filter(Boolean);
}

/** Paragraphs on one line each, list items, headings, and table rows. */
function blocksOf(markdown: string): string[] {
  const blocks = [''];
  for (const line of markdown.split('\n')) {
    const text = line.trim();
    if (!text || blockStart.test(text)) blocks.push(text);
    else blocks.push(`${blocks.pop()} ${text}`);
  }
  return blocks;
}

const blockStart = /^(?:[-*+>] |\||#|```|~~~|\d{1,3}[.)] )/;

function withoutMarks(block: string): string {
  return block
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(?:[-*+>]|#{1,6}|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?/, '')
    .replace(/^[|:\- ]+$/, '')
    .replace(/^```.*|^~~~.*/, '')
    .replace(/\s*\|\s*/g, ' ')
    .replace(/!?\[([^\][]{0,200})\]\([^)(]{0,500}\)/g, '$1')
    .replace(/\*\*|__|~~|`/g, '')
    .replace(/(?<![\p{L}\p{N}])[*_](?=\S)|(?<=\S)[*_](?![\p{L}\p{N}])/gu, '')
    .trim();
}
