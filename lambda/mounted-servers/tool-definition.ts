import { hash } from 'node:crypto';

/** The part of a server's tool definition that models and callers see. */
export interface ToolDefinition {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly inputSchema: JsonObject;
  readonly outputSchema?: JsonObject;
  readonly annotations?: JsonObject;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The fields that are pinned. What a server may vary from one answer to the next without a change of meaning is left
 * out: `_meta`, icons, execution, and fields of later revisions.
 */
export function definitionOf(tool: ToolDefinition): ToolDefinition {
  const { name, title, description, inputSchema, outputSchema, annotations } = tool;
  return {
    name,
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    inputSchema,
    ...(outputSchema !== undefined && { outputSchema }),
    ...(annotations !== undefined && { annotations }),
  };
}

/** The same for the same meaning: neither the order of keys nor that of `required` counts. */
export function hashOf(definition: ToolDefinition): string {
  return hash('sha256', JSON.stringify(canonical(definitionOf(definition))), 'hex');
}

function canonical(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    const entries = value.map((entry) => canonical(entry));
    return key === 'required' ? entries.toSorted() : entries;
  }
  if (typeof value !== 'object' || value === null) return value;
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  // Pairs, not an object: a property named __proto__ must count as well.
  return sorted.map(([name, entry]) => [name, canonical(entry, name)]);
}

/** The longest name of a tool: hosts put their own prefix before it, and the API of models ends names at 64. */
export const maxNameLength = 40;

const serverName = /^[a-z][a-z0-9]{0,11}$/;

export function isServerName(name: string): boolean {
  return serverName.test(name);
}

/** `hr` and `searchPolicy` → `hr_search_policy`. Never cut; a name that is too long needs one of its own. */
export function mountedNameOf(server: string, upstreamName: string): string {
  const snake = upstreamName
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9_]/g, '_');
  return `${server}_${snake}`;
}

export function isMountedName(name: string, server: string): boolean {
  return name.startsWith(`${server}_`) && name.length <= maxNameLength && /^[a-z][a-z0-9_]*$/.test(name);
}
