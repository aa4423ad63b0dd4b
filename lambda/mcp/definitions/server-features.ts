import type { Prompt } from './define-prompt.ts';
import type { Resource } from './define-resource.ts';
import type { Tool } from './define-tool.ts';

/** Tools, resources and prompts in the order of the lists. */
export interface ServerFeatures {
  readonly tools: readonly Tool[];
  readonly resources: readonly Resource[];
  readonly prompts: readonly Prompt[];
}
