import { parseEndpoint } from '../../../lambda/auth/mcp-endpoint.ts';

/**
 * The MCP URL with both loopback names: a client that was configured with `localhost` requests a token for that name.
 */
export function resourceNames(resource: string): readonly string[] {
  const names = ['127.0.0.1', 'localhost'];
  const { protocol, hostname } = new URL(resource);
  if (protocol !== 'http:' || !names.includes(hostname)) return [resource];
  return [resource, resource.replace(hostname, names.find((name) => name !== hostname)!)];
}

/** The audience of a token for a requested resource: the MCP URL or a URL below it; undefined for any other. */
export function audienceOf(requested: string, resource: string): string | undefined {
  const name = resourceNames(resource).find((each) => requested === each || requested.startsWith(`${each}/`));
  if (name === undefined) return undefined;
  const below = requested.slice(name.length);
  return parseEndpoint(`/mcp${below}`) && `${resource}${below}`;
}
