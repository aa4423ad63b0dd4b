import { readFile, writeFile } from 'node:fs/promises';

/**
 * Replaces the text between `<!-- name -->` and `<!-- /name -->` in a Markdown file; throws if the markers are missing.
 */
export async function writeGeneratedPart(file: string, name: string, text: string): Promise<void> {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const document = await readFile(file, 'utf8');
  const [start, end] = [document.indexOf(open), document.indexOf(close)];
  if (start < 0 || end < start) throw new Error(`${file} needs the lines ${open} and ${close}.`);
  await writeFile(file, `${document.slice(0, start + open.length)}\n\n${text}\n\n${document.slice(end)}`);
}
