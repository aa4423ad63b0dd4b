import { hostWithDocument } from '../../../lambda/landing-page/known-hosts.ts';
import { fetchClientMetadata } from './client-metadata-fetch.ts';

/**
 * A client's metadata document as it is published. For the known hosts a copy stands in when it cannot be had, on a
 * laptop without a network or behind a proxy: its codes go to the host's own site or stay on this computer.
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
