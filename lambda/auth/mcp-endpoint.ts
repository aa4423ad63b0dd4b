/** The part of the server that a URL serves: everything or one toolset, in full or read-only. */
export interface McpEndpoint {
  readonly toolset: string | undefined;
  readonly readOnly: boolean;
}

export const wholeServer: McpEndpoint = { toolset: undefined, readOnly: false };

/** `/mcp`, `/mcp/readonly`, `/mcp/x/{toolset}` and `/mcp/x/{toolset}/readonly`; undefined for any other path. */
export function parseEndpoint(path: string): McpEndpoint | undefined {
  const match = /^\/mcp(?:\/x\/([a-z][a-z0-9]{0,31}))?(\/readonly)?\/?$/.exec(path);
  return match ? { toolset: match[1], readOnly: match[2] !== undefined } : undefined;
}

export function endpointPath({ toolset, readOnly }: McpEndpoint): string {
  return `/mcp${toolset === undefined ? '' : `/x/${toolset}`}${readOnly ? '/readonly' : ''}`;
}

/** Whether a token for `audience` is valid at `endpoint`: a URL can narrow what a token permits, never widen it. */
export function covers(audience: McpEndpoint, endpoint: McpEndpoint): boolean {
  const coversToolset = audience.toolset === undefined || audience.toolset === endpoint.toolset;
  return coversToolset && (endpoint.readOnly || !audience.readOnly);
}

/** The endpoints of a token's audiences: the whole server for a configured audience, a part for a URL below one. */
export function endpointsOf(audience: readonly unknown[], configured: readonly string[]): McpEndpoint[] {
  return audience.flatMap((entry) => {
    if (typeof entry !== 'string') return [];
    if (configured.includes(entry)) return [wholeServer];
    const base = configured.find((known) => known.endsWith('/mcp') && entry.startsWith(`${known}/`));
    return (base !== undefined && parseEndpoint(`/mcp${entry.slice(base.length)}`)) || [];
  });
}
