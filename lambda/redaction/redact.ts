import { redactSecrets } from './redact-text.ts';

const secretNames = new RegExp(
  [
    'pass(?:word|wd|phrase|code|key)|secret|token|authorization|cookie|credential|signature|session',
    '(?:api|access|private|signing|encryption|account|auth|license|recovery|backup|security|subscription)[ _-]?(?:key|code)',
    // A short word alone, or as one word of a name: db_pass, userPw.
    '(?:^|[_. -])(?:pass|pw|pwd|psw|pswd|pin|otp|jwt|auth|cvc|cvv)(?:$|[_. -])|(?-i:[a-z](?:Pass|Pw|Pwd|Pin|Otp|Jwt)(?:$|[A-Z]))',
    'passport[ _-]?n(?:o|umber)|(?:^|[_. -])(?:ssn|iban)(?:$|[_. -])|account[ _-]?n(?:o|umber)|계좌|여권',
    '비밀 ?번호|비번|암호|패스워드|주민(?:등록)? ?번호|카드 ?번호|인증 ?(?:번호|코드)|(?:API|시크릿|보안) ?키|토큰',
  ].join('|'),
  'i',
);

const maxText = 200;
/** Characters read of one text. */
const maxRead = 16_384;
/** Dropped before the cut of a text that is longer than `maxRead`: half a secret matches no pattern. */
const longestSecret = 512;

const maxDepth = 6;
const maxEntries = 30;
/** Characters read per value, nested values included: bounds the time that a request body can take. */
const maxTotal = 65_536;
const costOfEntry = 64;

/** A value for logs, audit and traces: secrets and personal data replaced, long texts and deep structures cut. */
export function redact(value: unknown): unknown {
  let left = maxTotal;
  return redactValue(value, 0);

  function redactValue(value: unknown, depth: number): unknown {
    left -= costOfEntry;
    if (left < 0) return '…';
    switch (typeof value) {
      case 'string':
        left -= Math.min(value.length, maxRead);
        return redactText(value);
      case 'number':
      case 'bigint':
        return redactNumber(value);
      case 'boolean':
      case 'undefined':
        return value;
      case 'object':
        return value === null ? null : redactObject(value, depth);
      default:
        return `[${typeof value}]`;
    }
  }

  function redactObject(object: object, depth: number): unknown {
    if (object instanceof Date || object instanceof URL) return redactText(String(object.toJSON()));
    if (object instanceof Error) return redactText(`${object.name}: ${object.message}`);
    if (ArrayBuffer.isView(object) || object instanceof ArrayBuffer) return '[binary]';
    if (depth === maxDepth) return '…';
    if (Array.isArray(object) || object instanceof Set) {
      return [...object].slice(0, maxEntries).map((entry) => redactValue(entry, depth + 1));
    }
    const entries = object instanceof Map ? [...object] : Object.entries(object);
    return Object.fromEntries(
      entries.slice(0, maxEntries).map(([key, entry]) => {
        const name = String(key);
        return [
          redactValue(name, depth),
          secretNames.test(name) ? '[masked]' : redactValue(entry, depth + 1),
        ];
      }),
    );
  }
}

/** One line of at most `maxLength` characters and an ellipsis. Redacts before it cuts: half a token matches no pattern. */
export function redactText(text: string, maxLength = maxText): string {
  const line = redactSecrets(text.slice(0, maxRead)).replace(
    /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu,
    ' ',
  );
  const visibleLength =
    text.length > maxRead ? Math.min(maxLength, Math.max(0, line.length - longestSecret)) : maxLength;
  return line.length > visibleLength
    ? `${line.slice(0, visibleLength).toWellFormed()}…`
    : line.toWellFormed();
}

/** A card or phone number can also arrive as a number. */
function redactNumber(value: number | bigint): unknown {
  const text = String(value);
  const redacted = redactText(text);
  if (redacted !== text) return redacted;
  return typeof value === 'bigint' ? text : value;
}
