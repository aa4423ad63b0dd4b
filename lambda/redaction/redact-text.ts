import { removeInvisible } from '../text/invisible-characters.ts';
import { redactIdentifiers } from './redact-identifiers.ts';
import { redactNumbers } from './redact-numbers.ts';
import { secretPatterns } from './secret-patterns.ts';

/** In a string, and made with the first text: V8 reads each literal when it reads the file, and this one takes a millisecond. */
const emailPattern = String.raw`(?<![\p{L}\p{M}\p{N}.!#$%&'*+^_\x60{|}~-])[\p{L}\p{M}\p{N}.!#$%&'*+^_\x60{|}~-]+@[\p{L}\p{M}\p{N}-]+(?:\.[\p{L}\p{M}\p{N}-]+)+`;
let email: RegExp | undefined;

/** kim(at)example.com, kim [at] example [dot] com */
const spelledEmail =
  /[\w.+-]{1,64}\s?[[(]\s?at\s?[\])]\s?\w[\w-]{0,62}(?:\s?(?:\.|[[(]\s?dot\s?[\])])\s?\w[\w-]{0,62}){1,4}/gi;
/** How the Base64 of `{"` and `{ ` begins. */
const jwtStart = /ey[JA]/;
const dotted = /(?<![\w-])[\w-]+(?:\.[\w-]*)+/g;
const fortyCharacters = /(?<![A-Za-z0-9+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9+])/g;

/** A UUID, or an id or a name: too short for a key, too few digits for a number or a passport, and without any sign that a pattern asks for. */
const harmless =
  /^(?!(?:\D*\d){8})(?!.*[A-Z]\d{3}[A-Z]\d{4})[\w/-]{1,19}$|^[\uac00-\ud7a3]{1,19}$|^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** The text with every secret and every personal number in it replaced by what it was, such as `[email]`. */
export function redactSecrets(text: string): string {
  return harmless.test(text) ? text : redactByPatterns(text);
}

/** As often as an attacker or a proxy may have encoded a text. */
const maxDecodings = 3;

/**
 * Looks at the text as it is and as it reads when its escapes are decoded; a form in which something was found is the one
 * that is shown. Takes a hundred times as long as telling that there is nothing to redact.
 */
export function redactByPatterns(text: string): string {
  const plain = removeInvisible(narrowed(text));
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

/** Of URIs, of JSON and JavaScript, of HTML. */
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

/** A JSON Web Token, also one that is cut off in its claims: a part that holds JSON in Base64, and one more. */
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

/** An AWS secret key has both cases and digits; a hash has one case, and a path hardly ever just this length. */
function looksRandom(run: string): boolean {
  return /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run);
}

/** Letters and digits of double width, as Korean keyboards also type them, in their usual form. */
function narrowed(text: string): string {
  return text.replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
}
