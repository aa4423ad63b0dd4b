/** What a person types or clicks to add the server to a client; with a token where the client takes one. */
export function claudeCodeCommand(mcpUrl: string, token?: string): string {
  const header = token ? ` --header "Authorization: Bearer ${token}"` : '';
  return `claude mcp add --transport http ops-assistant ${mcpUrl}${header}`;
}

export function vsCodeCommand(mcpUrl: string): string {
  return `code --add-mcp '${JSON.stringify({ name: 'ops-assistant', type: 'http', url: mcpUrl })}'`;
}

export function cursorLink(mcpUrl: string): string {
  const config = Buffer.from(JSON.stringify({ url: mcpUrl })).toString('base64');
  return `https://cursor.com/en/install-mcp?name=ops-assistant&config=${encodeURIComponent(config)}`;
}

export function kiroLink(mcpUrl: string): string {
  return `https://kiro.dev/launch/mcp/add?name=ops-assistant&config=${encodeURIComponent(JSON.stringify({ url: mcpUrl }))}`;
}

export function gooseCommand(mcpUrl: string): string {
  return `goose session --with-streamable-http-extension ${mcpUrl}`;
}

/** Windsurf names the address of a remote server differently from all others. */
export function windsurfFile(mcpUrl: string): string {
  return JSON.stringify({ mcpServers: { 'ops-assistant': { serverUrl: mcpUrl } } });
}

/** Claude Desktop reaches a server on the same computer only through a program that speaks stdio. */
export function claudeDesktopFile(mcpUrl: string): string {
  const command = { command: 'npx', args: ['-y', 'mcp-remote', mcpUrl] };
  return JSON.stringify({ mcpServers: { 'ops-assistant': command } });
}

/** For clients with a file of servers, such as Kiro. */
export function serversFile(mcpUrl: string): string {
  return JSON.stringify({ mcpServers: { 'ops-assistant': { url: mcpUrl } } });
}

export function vsCodeLink(mcpUrl: string): string {
  const config = JSON.stringify({ name: 'ops-assistant', type: 'http', url: mcpUrl });
  return `vscode:mcp/install?${encodeURIComponent(config)}`;
}

export function codexCommand(mcpUrl: string): string {
  return `codex mcp add ops-assistant --url ${mcpUrl}`;
}

export function inspectorCommand(mcpUrl: string, token?: string): string {
  const header = token ? ` --header "Authorization: Bearer ${token}"` : '';
  return (
    `npx @modelcontextprotocol/inspector@latest --cli ${mcpUrl} --transport http${header} ` +
    '--method tools/call --tool-name lookup_inventory --tool-arg query=laptop'
  );
}
