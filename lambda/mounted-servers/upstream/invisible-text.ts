import { removeInvisible } from '../../text/invisible-characters.ts';

/** Removes control and invisible characters from a text of another server, so that the model reads what a person sees. */
export function visibleText(text: string): string {
  return removeInvisible(text.toWellFormed().replace(/[^\P{Cc}\t\n\r]/gu, ''));
}

export function hasInvisible(text: string): boolean {
  return visibleText(text) !== text;
}
