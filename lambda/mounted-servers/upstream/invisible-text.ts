/**
 * Characters that a person does not see and a model reads: tags, zero width, bidi controls and other controls. The
 * joiners stay where they join the parts of an emoji or letters of a script that needs them.
 */
const invisible =
  /[[\p{Cc}\p{Cf}\u{115f}\u{1160}\u{3164}\u{ffa0}\u{e0100}-\u{e01ef}]--[\t\n\r\u{200c}\u{200d}]]|(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\u{fe0f}\p{M}[\p{L}--\p{Script=Latin}]])[\u{200c}\u{200d}]|[\u{200c}\u{200d}](?![\p{Extended_Pictographic}[\p{L}--\p{Script=Latin}]])/gv;

export function removeInvisible(text: string): string {
  return text.toWellFormed().replace(invisible, '');
}

export function hasInvisible(text: string): boolean {
  return removeInvisible(text) !== text;
}
