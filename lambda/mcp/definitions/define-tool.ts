import type { ClientCapabilities } from '@modelcontextprotocol/server';
import type * as z from 'zod';
import type { AccessRights } from '../../access/access-rights.ts';
import type { Caller } from '../../auth/caller.ts';
import type { Scope } from '../../auth/scopes.ts';
import type { Services } from '../../services/services.ts';
import type { Language, Text } from '../../text/language.ts';
import type { ClientInput, InputRequired, ToolProgress, ToolResponse } from './tool-response.ts';

interface ToolDefinition<Input extends z.ZodObject> {
  /** On the wire, in snake_case; the file has the same name in kebab-case. */
  readonly name: string;
  readonly title: string;
  /** What it does; when to use it and when not; what comes next. */
  readonly description: string;
  readonly scope: Scope;
  readonly limit: { readonly perMinute: number };
  /** Whether a call with these parameters, not validated yet, can only preview or ask: it takes nothing from `limit`. */
  isPreview?(params: Readonly<Record<string, unknown>>): boolean;
  readonly annotations: Annotations;
  /** What of an answer people wrote, such as `Titles and notes`: answer and description then say that it is data. */
  readonly untrustedText?: Text;
  /** A page of MCP Apps that shows the answer, in hosts that can: the URI of a `ui://` resource. */
  readonly view?: string;
  readonly input: Input;
}

/** A tool whose results are shared by all callers for a time; a change to the data ends it sooner. It never sees the caller. */
export interface CachedTool<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodObject = z.ZodObject>
  extends ToolDefinition<Input> {
  readonly cache: { readonly seconds: number };
  readonly output: Output;
  run(input: z.output<Input>, context: CachedToolContext): Promise<z.input<Output>>;
}

export interface UncachedTool<
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodObject = z.ZodObject,
> extends ToolDefinition<Input> {
  readonly cache: 'never';
  /** Left out when the answer has no structure, such as a picture. */
  readonly output?: Output;
  /** What a client must be able to do; the call of any other is refused before anything runs. */
  readonly requiredCapabilities?: ClientCapabilities;
  /** Declared as a method, so that tools with different inputs fit in one list without a cast. */
  run(input: z.output<Input>, context: ToolContext): Promise<ToolOutput<z.input<Output>>>;
}

/**
 * A tool as one object. Everything else (authorization, limits, cache, audit, metrics, redaction, errors)
 * surrounds it in the pipeline and in call-tool.ts without the tool knowing.
 */
export type Tool<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodObject = z.ZodObject> =
  | CachedTool<Input, Output>
  | UncachedTool<Input, Output>;

/** Data that fits the output schema, more than data, or a question. */
export type ToolOutput<Data> = Data | ToolResponse<Data> | InputRequired;

export interface ToolContext extends ToolProgress {
  readonly caller: Caller;
  /** What the caller may use; for tools that show what other tools or resources hold. */
  readonly rights: AccessRights;
  readonly services: Services;
  readonly clientInput: ClientInput;
  /** Where a list goes on, as the tool itself wrote it into `next_cursor`; callers see it signed. */
  readonly position: string | undefined;
  readonly requestId: string;
  /** Of the texts in the answer that people read. */
  readonly language: Language;
}

/** Without the caller: what a cached tool returns for one caller is returned to the next. */
export type CachedToolContext = Pick<ToolContext, 'services' | 'position' | 'language'>;

export interface Annotations {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

/** Changes nothing and calls no other system. */
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
  tool: CachedTool<Input, Output>,
): CachedTool<Input, Output>;
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  tool: UncachedTool<Input, Output>,
): UncachedTool<Input, Output>;
export function defineTool(tool: Tool): Tool {
  return tool;
}
