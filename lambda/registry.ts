import type { ServerFeatures } from './mcp/definitions/server-features.ts';
import { prompts } from './prompts/index.ts';
import { resources } from './resources/index.ts';
import { tools } from './tools/index.ts';

/** Everything this server offers. */
export const registry: ServerFeatures = { tools, resources, prompts };
