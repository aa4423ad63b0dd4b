import { hostWithDocument } from '../../../lambda/landing-page/known-hosts.ts';
import { fetchClientMetadata } from './client-metadata-fetch.ts';

/**
 * Fetches a client's published metadata document. For known hosts, a copy replaces a document that cannot be fetched,
 * without a network or behind a proxy: their codes go only to the host's own site or to this computer.
 */
export async function fetchClientDocument(address: string | URL, init: RequestInit): Promise<Response> {
  const published = await fetchClientMetadata(address, init).catch((error: Error) => error);
  if (published instanceof Response && published.ok) return published;
  const host = hostWithDocument(String(address));
  if (host) {
    return Response.json({
      client_id: String(address),
      client_name: host.name,
      redirect_uris: host.redirects,
      token_endpoint_auth_method: 'none',
    });
  }
  if (published instanceof Error) throw published;
  return published;
}
