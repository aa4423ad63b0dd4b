import type { ClientRegistration } from '../auth/client-registration.ts';

/** The sign-in of a host, as documented by its vendor and its metadata document in November 2026. */
export interface Host {
  readonly name: string;
  /** Connects from the vendor's servers and therefore cannot reach a laptop. */
  readonly isCloudHosted?: true;
  /** The URL of the client ID metadata document, used as the client id. */
  readonly document?: string;
  /** The redirects in that document; a loopback address without a port stands for every port. */
  readonly redirects: readonly string[];
  /** Redirects with a client id that a user entered, if different from `redirects`. */
  readonly redirectsWithClientId?: readonly string[];
  /** Uses that document only with servers that return their issuer, otherwise one per connection. */
  readonly needsNamedIssuer?: true;
}

/** Fixed ports for a configured client id, for authorization servers that compare the whole redirect URI. */
export const ports = { claudeCode: 33_419, codex: 33_420, mcpRemote: 3_334 };

const anyPort = ['http://localhost/callback', 'http://127.0.0.1/callback'];
const mcpRemote = ['localhost', '127.0.0.1'].map(
  (host) => `http://${host}:${ports.mcpRemote}/oauth/callback`,
);

/** Every host registers dynamically if the issuer offers it and does not accept the host's document. */
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

/** The metadata documents of these hosts that an authorization server has to accept. */
export const knownDocuments: readonly string[] = hostsOf().flatMap(({ document }) => document ?? []);

export function hostWithDocument(document: string): Host | undefined {
  return hostsOf().find((host) => host.document === document);
}

/** All redirects of known hosts that use a client id of the operator. */
export const redirectsWithClientId: readonly string[] = [
  ...new Set(hostsOf().flatMap(({ redirects, redirectsWithClientId = redirects }) => redirectsWithClientId)),
];

/** The client id that a user has to enter, or undefined where the URL alone is enough. */
export function clientIdFor(id: HostId, registration: ClientRegistration): string | undefined {
  return needsClientId(hostOf(id), registration) ? (registration.publicClientId ?? 'CLIENT_ID') : undefined;
}

function needsClientId(
  { document, needsNamedIssuer, redirects }: Host,
  registration: ClientRegistration,
): boolean {
  const { documents, dynamic, anyLoopbackPort, namesIssuer } = registration;
  // A host with a document does not fall back to registration when the document is rejected.
  if (!document || documents === 'none') return !dynamic;
  const isListed = documents === 'any' || !needsNamedIssuer || namesIssuer;
  const areRedirectsAccepted = anyLoopbackPort || redirects.every((redirect) => !anyPort.includes(redirect));
  return !isListed || !areRedirectsAccepted;
}

function hostsOf(): readonly Host[] {
  return Object.values(knownHosts);
}
