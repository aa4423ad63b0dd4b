import { readFile } from 'node:fs/promises';
import { decodeCp949 } from './decode-cp949.ts';
import { UnusableFile } from './row-error.ts';

/**
 * Reads a text file in UTF-8 or CP949, without its byte order mark and with `\n` as the one end of line.
 * Throws {@link UnusableFile} when it can't be read or is no text.
 */
export async function readText(file: string): Promise<{ text: string; notes: string[] }> {
  const bytes = await readBytes(file);
  const utf8 = decodeUtf8(bytes);
  const text = utf8 ?? decodeCp949(bytes);
  // UTF-16 and workbooks are full of zeros.
  if (text === undefined || text.includes('\0')) {
    throw new UnusableFile(
      file,
      'bytes that are neither UTF-8 nor CP949',
      'a text file in UTF-8; in Excel, save as "CSV UTF-8" (a workbook itself can not be read)',
    );
  }
  return {
    text: text.replace(/\r\n?/g, '\n'),
    notes: utf8 === undefined ? [`${file} was read as CP949 (EUC-KR).`] : [],
  };
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw unreadable(file, error, 'a file');
  }
}

/** What to say of a file or folder that the system does not open. */
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
