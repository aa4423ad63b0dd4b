import type * as z from 'zod';
import { ToolError } from '../../errors/tool-error.ts';
import { quote } from '../../redaction/quote-input.ts';

/** Names every field that is wrong and its rule; repeats at most a few characters of what was sent. */
export function invalidArgument(error: z.ZodError, known: readonly string[]): ToolError {
  const problems = error.issues.slice(0, 5).map((issue) => {
    if (issue.code === 'unrecognized_keys')
      return `unknown argument ${issue.keys.slice(0, 3).map(quote).join(', ')}`;
    return `${issue.path.map(String).join('.') || 'arguments'}: ${lowerFirst(issue.message)}`;
  });
  return new ToolError(
    'INVALID_ARGUMENT',
    `${problems.join('; ')}.`,
    `The arguments are: ${known.join(', ')}.`,
  );
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
