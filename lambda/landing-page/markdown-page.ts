import type { CatalogEntry } from './catalog.ts';
import type { ClientSetup } from './client-list.ts';
import type { Content } from './content.ts';

/** The landing page for programs and terminals. */
export function markdownPage(content: Content): string {
  const { text, title, mcpUrl, questions, clients, catalog, links } = content;
  return `# ${title}

> ${text.tagline}

${text.url}: <${mcpUrl}>

${text.signIn}

## ${text.ask}

${questions.map((question) => `- ${question}`).join('\n')}

## ${text.connect}

${clients.map(setup).join('\n\n')}

${catalog.map(({ heading, entries }) => `## ${heading}\n\n${entries.map((entry) => item(entry, content)).join('\n')}`).join('\n\n')}

## ${text.more}

${links.map(({ label, url }) => `- [${label}](${url})`).join('\n')}
`;
}

function setup({ client, how, code, link }: ClientSetup): string {
  const parts = [
    `### ${client}`,
    ...(link ? [`[${link.label}](${link.url})`] : []),
    ...(how ? [how] : []),
    ...(code ? [`\`\`\`\n${code}\n\`\`\``] : []),
  ];
  return parts.join('\n\n');
}

function item(entry: CatalogEntry, { text }: Content): string {
  const { title, name, summary, effect, arguments: list, question, example } = entry;
  return [
    `- **${title}** (\`${name}\`${effect ? `, ${effect}` : ''}): ${summary}`,
    ...list.map(
      (each) =>
        `  - \`${each.name}\` (${each.type}${each.isRequired ? `, ${text.required}` : ''})${each.text && `: ${each.text}`}`,
    ),
    ...(question ? [`  - ${text.example}: “${question}”`] : []),
    ...(example ? [`  - ${text.example}: \`${JSON.stringify(example)}\``] : []),
  ].join('\n');
}
