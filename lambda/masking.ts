const secretNames = /password|passwd|secret|token|authorization|cookie|api_?key|private_?key|credential/i;

const patterns: readonly (readonly [RegExp, string])[] = [
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[jwt]'],
  [/\bBearer\s+[\w.~+/-]+=*/gi, 'Bearer [token]'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, '[aws-key]'],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '[email]'],
  [/\b\d{6}-?[1-8]\d{6}\b/g, '[resident-number]'],
];

const maxText = 200;

/** A value as logs, audit and traces may show it: secrets and personal data replaced, long text cut afterwards. */
export function mask(value: unknown, name = ''): unknown {
  if (secretNames.test(name)) return '[masked]';
  if (typeof value === 'string') return maskText(value);
  if (Array.isArray(value)) return value.slice(0, 20).map((entry) => mask(entry, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, 30)
      .map(([key, entry]) => [maskText(key), mask(entry, key)]),
  );
}

/** Cut after masking, never before: half a token no longer looks like one. */
export function maskText(text: string): string {
  const masked = patterns.reduce((result, [pattern, label]) => result.replace(pattern, label), text);
  return masked.length > maxText ? `${masked.slice(0, maxText)}…` : masked;
}
