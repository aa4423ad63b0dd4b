import type { CatalogEntry, ClientSetup, Content } from './content.ts';
import { translations } from './translations.ts';

/** The landing page for programs and terminals. */
export function markdownPage(content: Content): string {
  const { title, tagline, address, ask, connect, catalog, more } = content;
  return `# ${title}

> ${tagline}

${address.label}: <${address.url}>

${address.note}

## ${ask.heading}

${ask.questions.map((question) => `- ${question}`).join('\n')}

## ${connect.heading}

${connect.clients.map(setup).join('\n\n')}

${catalog.map(({ heading, entries }) => `## ${heading}\n\n${entries.map((entry) => item(entry, content)).join('\n')}`).join('\n\n')}

## ${more.heading}

${more.links.map(({ label, url }) => `- [${label}](${url})`).join('\n')}
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

function item({ title, name, summary, effect, args, example }: CatalogEntry, { language }: Content): string {
  const text = translations[language];
  return [
    `- **${title}** (\`${name}\`${effect ? `, ${effect}` : ''}): ${summary}`,
    ...(args ? [`  ${text.arguments}: ${args}.`] : []),
    ...(example ? [`  ${text.example}: “${example}”`] : []),
  ].join('\n');
}
