import type * as z from 'zod';
import type { Caller } from '../../auth/caller.ts';
import type { Scope } from '../../auth/scopes.ts';
import type { Services } from '../../services/services.ts';

/**
 * A tool as one object. Everything else (who may, how often, cache, audit, metrics, masking, errors)
 * surrounds it in call-tool.ts without the tool knowing.
 */
export interface Tool<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodObject = z.ZodObject> {
  /** On the wire, in snake_case; the file has the same name in kebab-case. */
  readonly name: string;
  readonly title: string;
  /** What it does; when to use it and when not; what comes next. */
  readonly description: string;
  readonly scope: Scope;
  readonly limit: { readonly perMinute: number };
  /** How long an answer may be served from memory; a change to the data ends it sooner. */
  readonly cache: 'never' | { readonly seconds: number };
  readonly annotations: Annotations;
  readonly input: Input;
  readonly output: Output;
  /** Declared as a method, so that tools with different inputs fit in one list without a cast. */
  run(input: z.output<Input>, context: ToolContext): Promise<z.input<Output> | ElicitationRequest>;
}

export interface ToolContext {
  readonly caller: Caller;
  readonly services: Services;
  readonly elicitation: ElicitationResult;
  /** Where a list goes on, as the tool itself wrote it into `next_cursor`; callers see it sealed. */
  readonly position: string | undefined;
}

/** Whether this client can be asked a question, and what it answered if it was. */
export interface ElicitationResult {
  readonly supported: boolean;
  readonly action?: 'accept' | 'decline' | 'cancel';
  /** Names the one confirmation that was given, so that it can be spent once. */
  readonly id?: string;
}

/** What `run` returns to have the person asked before anything is done; it is then run again with the answer. */
export class ElicitationRequest {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export interface Annotations {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

/** Changes nothing, and asks nobody outside. */
export const readOnly: Annotations = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/** Adds something; the same request again adds nothing more. */
export const additive: Annotations = {
  readOnlyHint: false,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/** Changes what is there, and the same request again is refused. */
export const changing: Annotations = {
  readOnlyHint: false,
  destructiveHint: true,
  idempotentHint: false,
  openWorldHint: false,
};

export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  tool: Tool<Input, Output>,
): Tool<Input, Output> {
  return tool;
}
