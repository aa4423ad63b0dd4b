import { redactNumbers } from './redact-numbers.ts';

/**
 * What gives a secret away in free text, and what stands in its place. Each pattern takes time in proportion to the
 * text, whatever the text: it can start in few places (hence the look-behinds), and what follows is bounded or can
 * be read in one way only.
 */
const patterns: readonly (readonly [RegExp, string])[] = [
  [
    /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[\s\S]*?-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----|[\s\S]*)/g,
    '[private-key]',
  ],
  // https://user:password@host
  [/(?<=:\/\/)[^\s/?#]*@(?=[^\s/?#])/g, '[login]@'],
  [
    /(authorization\\?["']?\s{0,9}[:=]\s{0,9}\\?["']?)(?:(?:bearer|basic|digest)\s{1,9})?[^\s"',;]+/gi,
    '$1[token]',
  ],
  // Of words after "bearer" and "basic", only those that do not look like English.
  [
    /(\b(?:[Bb]earer|BEARER|[Bb]asic|BASIC)\s{1,9})(?=[^\s"',;]*(?:[\d_~+/=]|[a-z][A-Z])|[^\s"',;]{20})[^\s"',;]{8,}/g,
    '$1[token]',
  ],
  // ?access_token=…, &X-Amz-Signature=…, #code=…
  [
    /([?&#;][\w.-]{0,30}?(?:token|secret|signature|credential|password|passwd|session|auth|key|code|sig|pwd|pw)=)[^&\s#"'<>]+/gi,
    '$1[masked]',
  ],
  // password: x, "client_secret": "x", API-KEY=x, my password is x
  [
    /((?:pass(?:word|wd|phrase|code)|secret|token|api[ _-]?key|access[ _-]?key|private[ _-]?key|credentials?|(?<![a-z])(?:pw|pwd|otp|pin))(?:[_-]\w{1,20}|\d{1,3})?\\?["']?(?:\s{0,9}[:=]\s{0,9}| is ))(?:"(?:[^"\\\n]|\\.)+"|'(?:[^'\\\n]|\\.)+'|\S+)/gi,
    '$1[masked]',
  ],
  // 비밀번호: x, 비밀번호는 x. After a particle only what a keyboard types without Korean: "비밀번호가 틀려요" is no secret.
  [
    /((?:비밀 ?번호|비번|패스워드|암호|인증 ?번호|토큰|시크릿)(?:["']?\s{0,9}[:=]\s{0,9}|(?:은|는|이|가|을|를)\s{1,9}["']?(?=[!-~])))\S+/g,
    '$1[masked]',
  ],
  [/(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/g, '[aws-key]'],
  [/(?<![A-Za-z0-9])(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|xox[abeprs]-[\w-]{10,}|sk-[\w-]{20,})/g, '[key]'],
];

/** In a string, and made with the first text: V8 reads each literal when it reads the file, and this one takes a millisecond. */
const emailPattern = String.raw`(?<![\p{L}\p{M}\p{N}.!#$%&'*+^_\x60{|}~-])[\p{L}\p{M}\p{N}.!#$%&'*+^_\x60{|}~-]+(?:@|%40)[\p{L}\p{M}\p{N}-]+(?:\.[\p{L}\p{M}\p{N}-]+)+`;
let email: RegExp | undefined;

const dotted = /(?<![\w-])[\w-]+(?:\.[\w-]*)+/g;
const fortyCharacters = /(?<![A-Za-z0-9+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9+])/g;

/** An id or a name: too short for a key, too few digits for a number, and without any sign that a pattern asks for. */
const harmless = /^(?!(?:\P{N}*\p{N}){8})[\p{L}\p{N}_/-]{1,19}$/u;

/** The text with every secret and every personal number in it replaced by what it was, such as `[email]`. */
export function redactSecrets(text: string): string {
  return harmless.test(text) ? text : redactByPatterns(text);
}

/** Takes a hundred times as long as telling that there is nothing to mask. */
export function redactByPatterns(text: string): string {
  email ??= new RegExp(emailPattern, 'gu');
  const masked = redactNumbers(
    patterns
      .reduce(
        (result, [pattern, label]) => result.replace(pattern, label),
        narrowed(text).replace(dotted, withoutToken),
      )
      .replace(email, '[email]')
      .replace(fortyCharacters, (run) => (looksRandom(run) ? '[aws-key]' : run)),
  );
  return masked === narrowed(text) ? text : masked;
}

/** A JSON Web Token, also one that is cut off in its claims: a part that holds JSON in Base64, and one more. */
function withoutToken(run: string): string {
  let before = 0;
  for (const part of run.split('.').slice(0, -1)) {
    const start = part.search(/ey[JA]/);
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
