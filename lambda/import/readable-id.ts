import { createHash } from 'node:crypto';
import { romanize } from 'es-hangul';

/** Converts Korean syllable by syllable to the official romanization. */
export function romanized(text: string, around = ''): string {
  return text
    .normalize('NFC')
    .replace(
      /[가-힣]+/g,
      (korean) => around + [...korean].map((syllable) => romanize(syllable)).join('') + around,
    );
}

/** A readable id of letters and digits; accents are removed. */
export function readableId(name: string, longest: number): string {
  const id = romanized(name, ' ')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return id.length <= longest ? id : id.slice(0, longest).replace(/-[^-]*$/, '');
}

/** A readable id of Latin letters and digits. If something was left out, a digest makes it unique. */
export function itemIdOf(name: string): string {
  const id = readableId(name, 50)
    .replace(/[^a-z0-9-]+/g, '')
    .replace(/^-+|-+$/g, '');
  const isWhole = id !== '' && readableId(name, 1_000) === id;
  return isWhole ? id : `${id || 'item'}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}
