import type { ClientSetup, Content } from './content.ts';

/** The front page for programs and terminals. */
export function markdownPage({ title, tagline, address, connect, can, more }: Content): string {
  return `# ${title}

${tagline}

${address.label}: <${address.url}>

${address.note}

## ${connect.heading}

${connect.clients.map(setup).join('\n\n')}

## ${can.heading}

${can.tools.map((tool) => `- **${tool.title}** (\`${tool.name}\`, ${tool.effect}): ${tool.summary}`).join('\n')}

## ${more.heading}

${more.links.map(({ label, url }) => `- [${label}](${url})`).join('\n')}
`;
}

function setup({ client, how, code, link }: ClientSetup): string {
  const parts = [
    `### ${client}`,
    ...(how ? [how] : []),
    ...(code ? [`\`\`\`\n${code}\n\`\`\``] : []),
    ...(link ? [`[${link.label}](${link.url})`] : []),
  ];
  return parts.join('\n\n');
}
