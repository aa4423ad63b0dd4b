import { removeInvisible } from '../text/invisible-characters.ts';
import { redactIdentifiers } from './redact-identifiers.ts';
import { redactNumbers } from './redact-numbers.ts';
import { secretPatterns } from './secret-patterns.ts';

/** Compiled with the first text that has an `@`: a regular expression literal would be compiled at every cold start. */
const emailPattern = String.raw`(?<![\p{L}\p{M}\p{N}.!#$%&'*+^_\x60{|}~-])[\p{L}\p{M}\p{N}.!#$%&'*+^_\x60{|}~-]+@[\p{L}\p{M}\p{N}-]+(?:\.[\p{L}\p{M}\p{N}-]+)+`;
let email: RegExp | undefined;

/** kim(at)example.com, kim [at] example [dot] com */
const spelledEmail =
  /[\w.+-]{1,64}\s?[[(]\s?at\s?[\])]\s?\w[\w-]{0,62}(?:\s?(?:\.|[[(]\s?dot\s?[\])])\s?\w[\w-]{0,62}){1,4}/gi;
/** The Base64 of `{"` and `{ ` begins with one of these. */
const jwtStart = /ey[JA]/;
const dotted = /(?<![\w-])[\w-]+(?:\.[\w-]*)+/g;
const fortyCharacters = /(?<![A-Za-z0-9+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9+])/g;

/** A UUID, an id or a name: too short for a key, too few digits for a number, no sign that any pattern needs. */
const withoutSecretSigns =
  /^(?!(?:\D*\d){8})(?!.*[A-Z]\d{3}[A-Z]\d{4})[\w/-]{1,19}$|^[\uac00-\ud7a3]{1,19}$|^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Replaces every secret and every personal number by its kind, such as `[email]`. */
export function redactSecrets(text: string): string {
  return withoutSecretSigns.test(text) ? text : redactByPatterns(text);
}

/** An attacker or a proxy may have encoded a text several times. */
const maxDecodings = 3;

/**
 * Searches the text and its decoded forms, and returns the last form in which something was found. Far slower than the
 * test that there is nothing to redact.
 */
export function redactByPatterns(text: string): string {
  const plain = removeInvisible(toHalfWidth(text));
  let view = redactOnce(plain);
  let shown = view === plain ? text : view;
  for (let depth = 0; depth < maxDecodings; depth += 1) {
    const decoded = removeInvisible(decodeEscapes(view));
    if (decoded === view) break;
    view = redactOnce(decoded);
    if (view !== decoded) shown = view;
  }
  return shown;
}

function redactOnce(text: string): string {
  const withoutTokens = jwtStart.test(text) ? text.replace(dotted, redactJwt) : text;
  const withoutSecrets = redactEmail(
    secretPatterns.reduce((result, [pattern, label]) => result.replace(pattern, label), withoutTokens),
  )
    .replace(spelledEmail, '[email]')
    .replace(fortyCharacters, (run) => (looksRandom(run) ? '[aws-key]' : run));
  return redactNumbers(redactIdentifiers(withoutSecrets));
}

function redactEmail(text: string): string {
  if (!text.includes('@')) return text;
  email ??= new RegExp(emailPattern, 'gu');
  return text.replace(email, '[email]');
}

/** Escapes in URIs, in JSON and JavaScript, and in HTML. */
const escapes = /(?:%[\da-f]{2})+|\\u[\da-f]{4}|&#(?:x[\da-f]{1,5}|\d{1,6});/gi;

function decodeEscapes(text: string): string {
  return text.replace(escapes, (found) => {
    if (found.startsWith('%')) return Buffer.from(found.replaceAll('%', ''), 'hex').toString();
    if (found.startsWith('\\')) return String.fromCharCode(Number.parseInt(found.slice(2), 16));
    const code =
      found[2] === 'x' || found[2] === 'X'
        ? Number.parseInt(found.slice(3), 16)
        : Number.parseInt(found.slice(2), 10);
    return code <= 0x10ffff ? String.fromCodePoint(code) : found;
  });
}

/** Redacts a JSON Web Token, also one that is cut off in its claims: a part with JSON in Base64, and one more part. */
function redactJwt(run: string): string {
  let before = 0;
  for (const part of run.split('.').slice(0, -1)) {
    const start = part.search(jwtStart);
    const end = before + part.length;
    if (start >= 0 && part.length - start > 8 && run.length > end + 1)
      return `${run.slice(0, before + start)}[jwt]`;
    before = end + 1;
  }
  return run;
}

/** An AWS secret key has both cases and digits; a hash has one case, and a path rarely has exactly this length. */
function looksRandom(run: string): boolean {
  return /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run);
}

/** Full-width letters and digits, which Korean keyboards can type, as ASCII. */
function toHalfWidth(text: string): string {
  return text.replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
}
