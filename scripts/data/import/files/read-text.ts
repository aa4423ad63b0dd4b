import { readFile } from 'node:fs/promises';
import { UnusableFile } from '../../../../lambda/import/row-error.ts';
import { decodeText } from './decode-text.ts';
import { foreignEncoding } from './foreign-encoding.ts';

/**
 * Decodes UTF-8, UTF-16 or CP949, without a byte order mark and with `\n` as the only line ending. Throws {@link
 * UnusableFile} for other encodings.
 */
export function textOf(file: string, bytes: Buffer): { text: string; notes: string[] } {
  const decoded = isBinary(bytes) ? undefined : decodeText(bytes);
  if (!decoded || decoded.text.includes('\0')) {
    throw new UnusableFile(
      file,
      binaryKindOf(bytes) ?? foreignKindOf(bytes) ?? 'bytes that are neither UTF-8, UTF-16 nor Korean CP949',
      'a text file in UTF-8; in Excel, save as "CSV UTF-8" or as .xlsx',
    );
  }
  const text = decoded.text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  return { text, notes: decoded.encoding ? [`${file} was read as ${decoded.encoding}.`] : [] };
}

export async function readText(file: string): Promise<{ text: string; notes: string[] }> {
  return textOf(file, await readBytes(file));
}

/** Throws {@link UnusableFile} if the system cannot open it. */
export async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw unreadable(file, error, 'a file');
  }
}

/** .xlsx workbooks are ZIP files. */
export function isZip(bytes: Buffer): boolean {
  return bytes.subarray(0, 4).toString('latin1') === 'PK\x03\x04';
}

function foreignKindOf(bytes: Buffer): string | undefined {
  const encoding = bytes.includes(0) ? undefined : foreignEncoding(bytes);
  return encoding && `text in ${encoding}`;
}

function isBinary(bytes: Buffer): boolean {
  return binaryKindOf(bytes) !== undefined;
}

function binaryKindOf(bytes: Buffer): string | undefined {
  if (isZip(bytes)) return 'a ZIP file or a workbook';
  if (bytes.subarray(0, 4).toString('hex') === 'd0cf11e0') {
    return 'a workbook of old Excel (.xls), or one with a password';
  }
  return bytes.subarray(0, 5).toString('latin1') === '%PDF-' ? 'a PDF' : undefined;
}

/** The error for a file or folder that the system cannot open. */
export function unreadable(file: string, error: unknown, expected: string): UnusableFile {
  const { code, message } = error as NodeJS.ErrnoException;
  const found = {
    ENOENT: 'nothing there',
    EISDIR: 'a folder',
    ENOTDIR: 'a file',
    EACCES: 'no right to read it',
  };
  return new UnusableFile(file, found[code as keyof typeof found] ?? message, expected);
}
