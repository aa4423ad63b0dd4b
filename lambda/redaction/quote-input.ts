import { redactText } from './redact.ts';

/** A caller's text for use in an error: redacted, on one line, at most 60 characters. */
export function quote(text: string): string {
  const line = [...redactText(text)];
  return line.length > 60 ? `"${line.slice(0, 60).join('')}…"` : `"${line.join('')}"`;
}
