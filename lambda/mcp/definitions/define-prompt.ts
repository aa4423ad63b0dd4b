import type * as z from 'zod';
import type { Scope } from '../../auth/scopes.ts';
import type { ReadContext } from './define-resource.ts';
import type { ToolContext } from './define-tool.ts';
import type { InputRequired } from './tool-response.ts';

/** A prompt that a person picks in their assistant; its arguments are checked like a tool's. */
export interface Prompt<Arguments extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly scope: Scope;
  readonly arguments: Arguments;
  messages(
    args: z.output<Arguments>,
    context: PromptContext,
  ): Promise<readonly PromptMessage[] | InputRequired>;
}

export type PromptContext = ReadContext & Pick<ToolContext, 'clientInput'>;

/**
 * A message of the user: text, an image in Base64, or an embedded document. A message of the assistant is an example of
 * its answer.
 */
export type PromptMessage = { readonly role?: 'user' | 'assistant' } & PromptContent;

type PromptContent =
  | { readonly text: string }
  | { readonly image: string; readonly mimeType: string }
  | { readonly uri: string; readonly mimeType: string; readonly document: string };

export function definePrompt<Arguments extends z.ZodObject>(prompt: Prompt<Arguments>): Prompt<Arguments> {
  return prompt;
}
