import type { ClientRegistration } from '../auth/client-registration.ts';

/** How a host signs in. As their makers and their metadata documents said in November 2026. */
export interface Host {
  readonly name: string;
  /** Its servers connect, so that it cannot reach a laptop. */
  readonly isCloudHosted?: true;
  /** The client ID metadata document that is its client id. */
  readonly document?: string;
  /** What the document says; an address on loopback without a port stands for every port. */
  readonly redirects: readonly string[];
  /** Where it receives a sign-in with a client id that a person entered, if not at `redirects`. */
  readonly redirectsWithClientId?: readonly string[];
  /** It names that document only to servers whose answers name their issuer, and else one per connection. */
  readonly needsNamedIssuer?: true;
}

/** The ports that are named together with a client id, for authorization servers that compare the whole address. */
export const ports = { claudeCode: 33_419, codex: 33_420, mcpRemote: 3_334 };

const anyPort = ['http://localhost/callback', 'http://127.0.0.1/callback'];
const mcpRemote = ['localhost', '127.0.0.1'].map(
  (host) => `http://${host}:${ports.mcpRemote}/oauth/callback`,
);

/** Every host registers dynamically where that is offered and no document of its own is accepted. */
export const knownHosts = {
  claude: {
    name: 'Claude (Desktop, web)',
    isCloudHosted: true,
    document: 'https://claude.ai/oauth/mcp-oauth-client-metadata',
    redirects: ['https://claude.ai/api/mcp/auth_callback', 'https://claude.com/api/mcp/auth_callback'],
  },
  chatgpt: {
    name: 'ChatGPT',
    isCloudHosted: true,
    document: 'https://chatgpt.com/oauth/client.json',
    redirects: ['https://chatgpt.com/connector_platform_oauth_redirect'],
    needsNamedIssuer: true,
  },
  'claude-desktop': { name: 'Claude Desktop', redirects: mcpRemote },
  'claude-code': {
    name: 'Claude Code',
    document: 'https://claude.ai/oauth/claude-code-client-metadata',
    redirects: anyPort,
    redirectsWithClientId: [`http://localhost:${ports.claudeCode}/callback`],
  },
  'vs-code': {
    name: 'VS Code',
    document: 'https://vscode.dev/oauth/client-metadata.json',
    redirects: ['http://127.0.0.1:33418/', 'https://vscode.dev/redirect'],
    redirectsWithClientId: [
      'http://127.0.0.1:33418',
      'http://127.0.0.1:33418/',
      'https://vscode.dev/redirect',
    ],
  },
  cursor: {
    name: 'Cursor',
    redirects: [
      'http://localhost:8787/callback',
      'https://www.cursor.com/agents/mcp/oauth/callback',
      'cursor://anysphere.cursor-mcp/oauth/callback',
    ],
  },
  kiro: { name: 'Kiro', redirects: mcpRemote },
  codex: {
    name: 'Codex',
    document: 'https://chatgpt.com/oauth/codex/client.json',
    redirects: anyPort,
    redirectsWithClientId: [`http://127.0.0.1:${ports.codex}/callback`],
  },
  windsurf: { name: 'Windsurf', redirects: mcpRemote },
  goose: { name: 'Goose', redirects: mcpRemote },
  inspector: { name: 'MCP Inspector', redirects: ['http://localhost:6274/oauth/callback'] },
} as const satisfies Readonly<Record<string, Host>>;

export type HostId = keyof typeof knownHosts;

export const hostIds = Object.keys(knownHosts) as HostId[];

export const hostOf = (id: HostId): Host => knownHosts[id];

/** The metadata documents that an authorization server has to accept for these hosts. */
export const knownDocuments: readonly string[] = hostsOf().flatMap(({ document }) => document ?? []);

export function hostWithDocument(document: string): Host | undefined {
  return hostsOf().find((host) => host.document === document);
}

/** Every address at which a known host receives a sign-in with a client id of the operator's. */
export const redirectsWithClientId: readonly string[] = [
  ...new Set(hostsOf().flatMap(({ redirects, redirectsWithClientId = redirects }) => redirectsWithClientId)),
];

/** The client id that a person has to enter, or undefined where the URL alone is enough. */
export function clientIdFor(id: HostId, registration: ClientRegistration): string | undefined {
  return needsClientId(hostOf(id), registration) ? (registration.publicClientId ?? 'CLIENT_ID') : undefined;
}

function needsClientId(
  { document, needsNamedIssuer, redirects }: Host,
  registration: ClientRegistration,
): boolean {
  const { documents, dynamic, anyLoopbackPort, namesIssuer } = registration;
  // A host with a document prefers it, and does not fall back to registration when the document is refused.
  if (!document || documents === 'none') return !dynamic;
  const isListed = documents === 'any' || !needsNamedIssuer || namesIssuer;
  const areRedirectsAccepted = anyLoopbackPort || redirects.every((redirect) => !anyPort.includes(redirect));
  return !isListed || !areRedirectsAccepted;
}

function hostsOf(): readonly Host[] {
  return Object.values(knownHosts);
}
