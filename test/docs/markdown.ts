/** The text of a page outside of its code blocks. */
function proseOf(page: string): string {
  return page.replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, '');
}

/** The names that a link to a section of a page can end in, made of its headings as GitHub makes them. */
export function anchorsOf(page: string): ReadonlySet<string> {
  const counts = new Map<string, number>();
  const anchors = [...proseOf(page).matchAll(/^#{1,6} +(.+?)\s*#*$/gm)].map(([, heading]) => {
    const name = slugOf(heading!);
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return count === 0 ? name : `${name}-${count}`;
  });
  const written = [...page.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, name]) => name!);
  return new Set([...anchors, ...written]);
}

/** Where links and pictures of a page lead to, code left out. */
export function linksOf(page: string): string[] {
  const prose = proseOf(page).replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)(?: "[^"]*")?\)/g)].map(([, target]) => target!);
}

/** Commands of the console blocks of a page, those over several lines as one; output is left out. */
export function commandsOf(page: string): string[] {
  return [...page.matchAll(/^```(console|sh|bash)\n([\s\S]*?)^```/gm)].flatMap(([, , block]) => {
    const joined = block!.replaceAll(/\\\n\s*/g, '').split('\n');
    const prompted = joined.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2));
    const commands = prompted.length > 0 ? prompted : joined;
    return commands.map(withoutComment).filter((line) => line !== '');
  });
}

export interface Block {
  readonly language: string;
  /** What stands in brackets behind the language: the file that the block belongs to. */
  readonly file: string | undefined;
  readonly text: string;
}

/** The fenced blocks of a page, in order. */
export function blocksOf(page: string): Block[] {
  return [...page.matchAll(/^```(\w+)(?: \[(.+)\])?\n([\s\S]*?)^```/gm)].map(([, language, file, text]) => ({
    language: language!,
    file,
    text: text!,
  }));
}

function withoutComment(line: string): string {
  return line.replace(/(^|\s)#.*$/, '').trim();
}

function slugOf(heading: string): string {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\s-]/gu, '')
    .replaceAll(/\s/g, '-');
}
