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
