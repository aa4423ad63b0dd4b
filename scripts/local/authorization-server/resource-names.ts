/** The MCP URL by both names of this computer: a client that was told `localhost` asks for a token for that one. */
export function resourceNames(resource: string): readonly string[] {
  const names = ['127.0.0.1', 'localhost'];
  const { protocol, hostname } = new URL(resource);
  if (protocol !== 'http:' || !names.includes(hostname)) return [resource];
  return [resource, resource.replace(hostname, names.find((name) => name !== hostname)!)];
}
