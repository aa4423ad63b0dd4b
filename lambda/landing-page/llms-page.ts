import type { Content } from './content.ts';

/** The front page in the form of llmstxt.org, for programs that read a site on behalf of a model. */
export function llmsPage({ title, tagline, address, can, more }: Content): string {
  return `# ${title}

> ${tagline}

An MCP server (Streamable HTTP) at ${address.url}. ${address.note}

## ${can.heading}

${can.tools.map(({ title: tool, name, summary }) => `- ${tool} (\`${name}\`): ${summary}`).join('\n')}

## ${more.heading}

${more.links.map(({ label, url }) => `- [${label}](${url})`).join('\n')}
`;
}
