/** A fast check without a Unicode table, which would slow the cold start, for texts that need no change. */
const candidates =
  /\u00ad|\u034f|\u061c|\u115f|\u1160|\u17b4|\u17b5|[\u180b-\u180f]|[\u200b-\u200f]|[\u202a-\u202e]|[\u2060-\u206f]|\u2800|\u3164|[\ufe00-\ufe0f]|\ufeff|\uffa0|[\ufff0-\ufffb]|\ud82f|\ud834|[\udb40-\udb43]/;

/** Scripts that need a joiner between some characters. */
const joining = String.raw`\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gujarati}\p{Script=Gurmukhi}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Oriya}\p{Script=Sinhala}\p{Script=Tamil}\p{Script=Telugu}`;

/** Invisible characters that change another character: in emoji, ideographs and these scripts. */
const meaningful = [
  String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}]\ufe0f?)\u200d(?=\p{Extended_Pictographic})`,
  String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Presentation}])[\ufe0e\ufe0f]`,
  String.raw`(?<=[\d#*])\ufe0f(?=\u20e3)`,
  String.raw`(?<=\p{Script=Han})[\u{e0100}-\u{e01ef}]`,
  // Only the flags of England, Scotland and Wales, because tag characters can spell any hidden text.
  String.raw`(?<=\u{1f3f4})\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f}`,
  String.raw`(?<=[${joining}])[\u200c\u200d](?=[${joining}])`,
].join('|');

const invisible = String.raw`[\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffb]`;

let pattern: RegExp | undefined;

/**
 * Removes characters that a model reads but a person does not see: zero-width and bidi characters, Unicode tags,
 * fillers. Emoji sequences and required joiners stay.
 */
export function removeInvisible(text: string): string {
  if (!candidates.test(text)) return text;
  pattern ??= new RegExp(`(${meaningful})|${invisible}`, 'gu');
  return text.replace(pattern, (_, retained?: string) => retained ?? '');
}
