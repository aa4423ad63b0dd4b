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
  /** Tells a model what the tool does, when to use it and when not, and which tool may follow. */
  readonly description: string;
  readonly scope: Scope;
  readonly limit: { readonly perMinute: number };
  /** Whether a call with these unvalidated parameters can only preview or ask; such a call does not count against `limit`. */
  isPreview?(params: Readonly<Record<string, unknown>>): boolean;
  readonly annotations: Annotations;
  /** The parts of an answer that people wrote, such as `Titles and notes`: answer and description then mark them as data. */
  readonly untrustedText?: Text;
  /** The `ui://` resource of a page that shows the answer, for hosts with MCP Apps. */
  readonly view?: string;
  readonly input: Input;
}

/** A tool whose results are cached for all callers, until the time is over or the data changes. It never sees the caller. */
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
  /** Left out for an unstructured answer, such as a picture. */
  readonly output?: Output;
  /** Capabilities that the client must have; otherwise the call is rejected before the tool runs. */
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
  /** The caller's rights, for tools that show data of other tools or resources. */
  readonly rights: AccessRights;
  readonly services: Services;
  readonly clientInput: ClientInput;
  /** The position that the tool wrote into `next_cursor`; callers see it signed. */
  readonly position: string | undefined;
  readonly requestId: string;
  /** The language of the texts that people read. */
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

/** Adds something; repeating the request adds nothing more. */
export const additive: Annotations = {
  readOnlyHint: false,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/** Changes existing data; repeating the request is rejected. */
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
