import { removeInvisible } from '../../text/invisible-characters.ts';

/** A text of another server without control and invisible characters: what a model reads is what a person sees. */
export function visibleText(text: string): string {
  return removeInvisible(text.toWellFormed().replace(/[^\P{Cc}\t\n\r]/gu, ''));
}

export function hasInvisible(text: string): boolean {
  return visibleText(text) !== text;
}
