import { definitionOf, type ToolDefinition } from '../tool-definition.ts';
import { hasInvisible } from '../upstream/invisible-text.ts';

const maxDefinitionBytes = 8_192;
const maxTokens = 600;

/** Reasons why a tool cannot be mounted; empty if it can. */
export function problemsOf(definition: ToolDefinition): string[] {
  const json = JSON.stringify(definition);
  const problems: string[] = [];
  if (!/^[\w.-]{1,128}$/.test(definition.name)) problems.push('its name is not of letters, digits, _ . -');
  if (Buffer.byteLength(json) > maxDefinitionBytes)
    problems.push(`its definition is over ${maxDefinitionBytes} bytes`);
  if (textsIn(definition).some(hasInvisible))
    problems.push('its texts hold characters that a person cannot see');
  if (/"\$(?:dynamicR|r)ef":"(?!#)/.test(json)) problems.push('its schema refers to another document');
  return problems;
}

/** Warnings for the person who approves. */
export function warningsOf(definition: ToolDefinition, ownTools: readonly string[]): string[] {
  const json = JSON.stringify(definitionOf(definition));
  const named = ownTools.filter((name) => new RegExp(`\\b${name}\\b`).test(json));
  // English and JSON have about four characters per token.
  const tokens = Math.ceil(json.length / 4);
  return [
    ...(tokens > maxTokens ? [`costs about ${tokens} tokens in every conversation`] : []),
    ...(named.length > 0 ? [`its text names tools of this server: ${named.join(', ')}`] : []),
  ];
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) => [key, ...textsIn(entry)]);
}
