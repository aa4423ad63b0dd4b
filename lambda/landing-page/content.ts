import type { Tool } from '../mcp/definitions/define-tool.ts';
import { claudeCodeCommand, cursorLink, serversFile, vsCodeCommand } from './client-setup.ts';
import { type Language, translations } from './translations.ts';

/** What the front page says, whatever it is written in. */
export interface Content {
  readonly language: Language;
  readonly title: string;
  readonly tagline: string;
  readonly address: { readonly label: string; readonly url: string; readonly note: string };
  readonly connect: { readonly heading: string; readonly clients: readonly ClientSetup[] };
  readonly can: { readonly heading: string; readonly tools: readonly ToolSummary[] };
  readonly more: { readonly heading: string; readonly links: readonly Link[] };
}

export interface ClientSetup {
  readonly client: string;
  readonly how?: string;
  /** To be pasted. */
  readonly code?: string;
  readonly link?: Link;
}

export interface ToolSummary {
  readonly title: string;
  readonly name: string;
  readonly summary: string;
  readonly effect: string;
}

export interface Link {
  readonly label: string;
  readonly url: string;
}

export function contentOf(mcpUrl: string, tools: readonly Tool[], language: Language): Content {
  const text = translations[language];
  const base = mcpUrl.replace(/\/mcp$/, '');
  return {
    language,
    title: 'Ops Assistant',
    tagline: text.tagline,
    address: { label: text.url, url: mcpUrl, note: text.signIn },
    connect: { heading: text.connect, clients: clientSetups(mcpUrl, language) },
    can: {
      heading: text.can,
      tools: tools.map(({ title, name, description, annotations }) => ({
        title,
        name,
        summary: description.split(/(?<=\.) /)[0]!,
        effect: annotations.readOnlyHint ? text.readsOnly : text.writes,
      })),
    },
    more: {
      heading: text.more,
      links: [
        { label: text.health, url: `${base}/health` },
        { label: text.metadata, url: `${base}/.well-known/oauth-protected-resource/mcp` },
        { label: text.protocol, url: 'https://modelcontextprotocol.io' },
      ],
    },
  };
}

function clientSetups(mcpUrl: string, language: Language): readonly ClientSetup[] {
  const text = translations[language];
  // Those that run on their makers' machines can't reach a laptop.
  const hosted = mcpUrl.startsWith('https:')
    ? [
        { client: 'Claude', how: text.inClaude, code: mcpUrl },
        { client: 'ChatGPT', how: text.inChatGpt, code: mcpUrl },
      ]
    : [];
  return [
    ...hosted,
    { client: 'Claude Code', code: claudeCodeCommand(mcpUrl) },
    { client: 'Cursor', link: { label: text.open, url: cursorLink(mcpUrl) } },
    { client: 'VS Code', code: vsCodeCommand(mcpUrl) },
    { client: 'Kiro', how: text.inFile, code: serversFile(mcpUrl) },
  ];
}
