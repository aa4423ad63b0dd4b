import { type HostId, ports } from './known-hosts.ts';

/** Credentials that a host needs besides the URL: a token, or the client id for its sign-in. */
export interface Credentials {
  readonly token?: string | undefined;
  readonly clientId?: string | undefined;
}

const name = 'ops-assistant';

/** The command, file or link that adds the server to a host outside the cloud. */
export const setUps = {
  'claude-code': claudeCodeCommand,
  'vs-code': vsCodeCommand,
  cursor: cursorLink,
  kiro: (url, credentials) =>
    credentials?.clientId ? mcpRemoteFile(url, credentials) : serversFile({ url }),
  codex: codexCommand,
  windsurf: (url, credentials) =>
    // Windsurf calls the URL of a remote server `serverUrl`; the other hosts call it `url`.
    credentials?.clientId ? mcpRemoteFile(url, credentials) : serversFile({ serverUrl: url }),
  goose: (url, credentials) =>
    credentials?.clientId
      ? `goose session --with-extension "${mcpRemote(url, credentials).map(shellWord).join(' ')}"`
      : `goose session --with-streamable-http-extension ${url}`,
  // Claude Desktop reaches a server on the same computer only through a program that speaks stdio.
  'claude-desktop': mcpRemoteFile,
  inspector: inspectorCommand,
} satisfies Partial<Record<HostId, (url: string, credentials?: Credentials) => string>>;

export function claudeCodeCommand(mcpUrl: string, { token, clientId }: Credentials = {}): string {
  const signIn = clientId ? ` --client-id ${clientId} --callback-port ${ports.claudeCode}` : '';
  return `claude mcp add --transport http ${name} ${mcpUrl}${signIn}${authorization(token)}`;
}

export function codexCommand(mcpUrl: string, { clientId }: Credentials = {}): string {
  const port = clientId ? ` -c mcp_oauth_callback_port=${ports.codex}` : '';
  return `codex${port} mcp add ${name} --url ${mcpUrl}${clientId ? ` --oauth-client-id ${clientId}` : ''}`;
}

export function vsCodeCommand(mcpUrl: string, credentials: Credentials = {}): string {
  return `code --add-mcp '${JSON.stringify(vsCodeServer(mcpUrl, credentials))}'`;
}

export function vsCodeLink(mcpUrl: string, credentials: Credentials = {}): string {
  return `vscode:mcp/install?${encodeURIComponent(JSON.stringify(vsCodeServer(mcpUrl, credentials)))}`;
}

function vsCodeServer(url: string, { clientId }: Credentials) {
  return { name, type: 'http', url, ...(clientId && { oauth: { clientId } }) };
}

export function cursorLink(mcpUrl: string, { clientId }: Credentials = {}): string {
  const config = { url: mcpUrl, ...(clientId && { auth: { CLIENT_ID: clientId } }) };
  const encoded = Buffer.from(JSON.stringify(config)).toString('base64');
  return `https://cursor.com/en/install-mcp?name=${name}&config=${encodeURIComponent(encoded)}`;
}

/** Undefined with a client id, which Kiro's link cannot contain. */
export function kiroLink(mcpUrl: string, { clientId }: Credentials = {}): string | undefined {
  if (clientId) return undefined;

  return `https://kiro.dev/launch/mcp/add?name=${name}&config=${encodeURIComponent(JSON.stringify({ url: mcpUrl }))}`;
}

export function inspectorCommand(mcpUrl: string, { token }: Credentials = {}): string {
  return (
    `npx @modelcontextprotocol/inspector@latest --cli ${mcpUrl} --transport http${authorization(token)} ` +
    '--method tools/call --tool-name lookup_inventory --tool-arg query=laptop'
  );
}

function authorization(token: string | undefined): string {
  return token ? ` --header "Authorization: Bearer ${token}"` : '';
}

function serversFile(server: object): string {
  return JSON.stringify({ mcpServers: { [name]: server } });
}

function mcpRemoteFile(mcpUrl: string, credentials: Credentials = {}): string {
  const [command, ...args] = mcpRemote(mcpUrl, credentials);
  return serversFile({ command, args });
}

/** A bridge for hosts that support only stdio, or no client id. */
function mcpRemote(mcpUrl: string, { clientId }: Credentials): string[] {
  const client = clientId
    ? [String(ports.mcpRemote), '--static-oauth-client-info', JSON.stringify({ client_id: clientId })]
    : [];
  return ['npx', '-y', 'mcp-remote', mcpUrl, ...client];
}

/** Quotes for a command within double quotes: a word with quotes or braces needs single quotes. */
function shellWord(word: string): string {
  return /["{]/.test(word) ? `'${word.replaceAll('"', '\\"')}'` : word;
}
