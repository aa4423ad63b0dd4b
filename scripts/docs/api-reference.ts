import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { registry } from '../../lambda/registry.ts';
import { exitWithError } from '../cli.ts';

const { tools, resources, prompts } = registry;

/** The text of docs/api-reference.md, generated from the definitions that the server offers. */
export function apiReference(): string {
  return `# API reference

Every tool, resource and prompt, as the server offers them. Made from the definitions by \`npm run docs:api\`; a test
compares it with them.

## Tools

${tools.map(describeTool).join('\n\n')}

## Resources

Those with \`{…}\` are templates. Resources of the scope \`admin\` answer for the one instance that is asked.

${resources
  .map(({ uri, title, description, scope, mimeType }) =>
    [`### \`${uri}\``, `${title}. ${description}`, `Scope \`${scope}\` · \`${mimeType}\``].join('\n\n'),
  )
  .join('\n\n')}

## Prompts

${prompts
  .map(({ name, description, scope, arguments: schema }) =>
    [`### \`${name}\``, description, `Scope \`${scope}\``, fields(schema, 'input')].join('\n\n'),
  )
  .join('\n\n')}
`;
}

function describeTool({
  name,
  description,
  scope,
  limit,
  cache,
  input,
  output,
}: (typeof tools)[number]): string {
  const caching = cache === 'never' ? 'never cached' : `cached for ${cache.seconds} s`;
  return [
    `### \`${name}\``,
    description,
    `Scope \`${scope}\` · ${limit.perMinute} calls per minute · ${caching}`,
    `Arguments:\n\n${fields(input, 'input')}`,
    output ? `Answer:\n\n${fields(output, 'output')}` : 'Answers with content instead of data.',
  ].join('\n\n');
}

function fields(schema: z.ZodObject, io: 'input' | 'output'): string {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io }) as {
    properties?: Record<string, { type?: string; enum?: string[]; description?: string }>;
    required?: string[];
  };
  const rows = Object.entries(properties).map(([name, { type, enum: values, description = '' }]) => {
    const kind = values ? values.map((value) => `\`${value}\``).join(', ') : (type ?? 'object');
    return `| \`${name}\` | ${kind} | ${required.includes(name) ? 'yes' : ''} | ${description.replaceAll('|', '\\|')} |`;
  });
  if (rows.length === 0) return 'None.';
  return ['| field | type | required | |', '|---|---|---|---|', ...rows].join('\n');
}

if (import.meta.main) {
  await writeFile(join(import.meta.dirname, '../../docs/api-reference.md'), apiReference()).catch(
    exitWithError,
  );
}
