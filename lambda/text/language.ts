/** The languages of texts for people; names and codes are not translated. */
export type Language = 'en' | 'ko';

/** One sentence in every language: a missing translation is a compile error. */
export type Text = Readonly<Record<Language, string>>;

export interface LanguageSource {
  /** The `_meta` of the request. */
  readonly meta?: unknown;
  readonly acceptLanguage?: string | undefined;
  /** Arguments, or other text that a person may have written. */
  readonly input?: unknown;
}

/** The language by `_meta`, then by Accept-Language, then by the input; undefined when none of them determines it. */
export function requestLanguage({ meta, acceptLanguage, input }: LanguageSource): Language | undefined {
  return languageOfMeta(meta) ?? languageOfHeader(acceptLanguage) ?? languageOfInput(input);
}

/** Reads `locale`, also with a prefix, such as `openai/locale`. */
function languageOfMeta(meta: unknown): Language | undefined {
  if (typeof meta !== 'object' || meta === null) return undefined;
  const named = Object.entries(meta).filter(([name]) => /(?:^|\/)(?:user)?locale$/i.test(name));
  return named.map(([, tag]) => languageOfTag(tag)).find((language) => language !== undefined);
}

/** The preferred supported language; `*` does not count. */
function languageOfHeader(header: string | undefined): Language | undefined {
  if (!header) return undefined;
  return header
    .slice(0, 500)
    .split(',')
    .map((entry) => {
      const [tag = '', ...parameters] = entry.split(';').map((part) => part.trim());
      const quality = parameters.find((each) => each.startsWith('q='))?.slice(2) ?? '1';
      return { language: languageOfTag(tag), quality: Number(quality) || 0 };
    })
    .filter(({ language, quality }) => language && quality > 0)
    .sort((a, b) => b.quality - a.quality)[0]?.language;
}

export function languageOfTag(tag: unknown): Language | undefined {
  const [, language] = (typeof tag === 'string' && /^(ko|en)(?:$|[-_.])/i.exec(tag.trim())) || [];
  return language?.toLowerCase() as Language | undefined;
}

/** Korean for any Hangul; English only for several Latin words, because a single one may be an id. */
function languageOfInput(input: unknown): Language | undefined {
  const texts = stringsIn(input);
  if (texts.some((text) => /\p{Script=Hangul}/u.test(text))) return 'ko';
  return texts.some((text) => /\p{Script=Latin}{2,}(?:[^\p{L}]+\p{Script=Latin}+){2}/u.test(text))
    ? 'en'
    : undefined;
}

/** Only the beginning of each string: it is enough to determine the language. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value.slice(0, 2_000)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

const separator = '\u001f';

/** Puts both languages into one string, for libraries whose messages are strings. */
export function joinLanguages({ en, ko }: Text): string {
  return `${en}${separator}${ko}`;
}

/** The reverse of {@link joinLanguages}; a message without a separator is used for both languages. */
export function splitLanguages(message: string): Text {
  const [en = '', ko = en] = message.split(separator);
  return { en, ko };
}

/** Applies the same change to the sentence of each language. */
export function mapText({ en, ko }: Text, change: (sentence: string, language: Language) => string): Text {
  return { en: change(en, 'en'), ko: change(ko, 'ko') };
}

/** Also accepts a text that exists in only one language. */
export function inLanguage(text: Text | string, language: Language): string {
  return typeof text === 'string' ? text : text[language];
}
