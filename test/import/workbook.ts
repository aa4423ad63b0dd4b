import { strToU8, zipSync } from 'fflate';

type Cell = string | number | boolean | Date | null;

/** An .xlsx file as Excel saves it: shared texts, dates as styled day numbers, no cell where nothing is. */
export function workbookOf(sheets: Readonly<Record<string, readonly (readonly Cell[])[]>>): Uint8Array {
  const texts: string[] = [];
  const indexOf = new Map<string, number>();
  const sharedText = (text: string) => {
    if (!indexOf.has(text)) indexOf.set(text, texts.push(text) - 1);
    return indexOf.get(text)!;
  };
  const names = Object.keys(sheets);
  const files = Object.fromEntries(
    Object.values(sheets).map((rows, at) => [`xl/worksheets/sheet${at + 1}.xml`, sheetXml(rows, sharedText)]),
  );
  const list = (make: (name: string, number: number) => string) =>
    names.map((name, at) => make(name, at + 1)).join('');
  return zipSync(
    Object.fromEntries(
      Object.entries({
        '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
        '_rels/.rels': relationships(
          `<Relationship Id="rId1" Type="${type('officeDocument')}" Target="xl/workbook.xml"/>`,
        ),
        'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${relation}"><sheets>${list(
          (name, number) => `<sheet name="${escaped(name)}" sheetId="${number}" r:id="rId${number}"/>`,
        )}</sheets></workbook>`,
        'xl/_rels/workbook.xml.rels': relationships(
          list(
            (_, number) =>
              `<Relationship Id="rId${number}" Type="${type('worksheet')}" Target="worksheets/sheet${number}.xml"/>`,
          ) +
            `<Relationship Id="rId91" Type="${type('sharedStrings')}" Target="sharedStrings.xml"/>` +
            `<Relationship Id="rId92" Type="${type('styles')}" Target="styles.xml"/>`,
        ),
        'xl/styles.xml': `<styleSheet xmlns="${main}"><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>`,
        ...files,
        'xl/sharedStrings.xml': `<sst xmlns="${main}">${texts.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`).join('')}</sst>`,
      }).map(([name, content]) => [name, strToU8(content)]),
    ),
  );
}

const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const type = (name: string) => `${relation}/${name}`;

function relationships(entries: string): string {
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${entries}</Relationships>`;
}

function sheetXml(rows: readonly (readonly Cell[])[], sharedText: (text: string) => number): string {
  const xml = rows.map((cells, row) => {
    const written = cells.map((cell, column) => cellXml(cell, `${letters(column)}${row + 1}`, sharedText));
    return `<row r="${row + 1}">${written.join('')}</row>`;
  });
  return `<worksheet xmlns="${main}"><sheetData>${xml.join('')}</sheetData></worksheet>`;
}

function cellXml(cell: Cell, at: string, sharedText: (text: string) => number): string {
  if (cell === null || cell === '') return '';
  if (typeof cell === 'string') return `<c r="${at}" t="s"><v>${sharedText(cell)}</v></c>`;
  if (typeof cell === 'boolean') return `<c r="${at}" t="b"><v>${Number(cell)}</v></c>`;
  if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`;
  const days = cell.getTime() / 86_400_000 + 25_569;
  return `<c r="${at}" s="${Number.isInteger(days) ? 1 : 2}"><v>${days}</v></c>`;
}

function letters(column: number): string {
  return String.fromCharCode(65 + column);
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}
