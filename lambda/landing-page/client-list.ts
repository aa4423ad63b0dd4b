import type { ClientRegistration } from '../auth/client-registration.ts';
import { cursorLink, kiroLink, setUps, vsCodeLink } from './client-setup.ts';
import { clientIdFor, type HostId, hostIds, hostOf } from './known-hosts.ts';
import type { Translations } from './translations.ts';

export interface ClientSetup {
  readonly client: string;
  readonly how?: string;
  /** Text to copy. */
  readonly code?: string;
  readonly link?: Link;
}

export interface Link {
  readonly label: string;
  readonly url: string;
}

/** How to connect each client. Hosts in the cloud cannot reach a laptop. */
export function clientSetups(
  mcpUrl: string,
  registration: ClientRegistration,
  text: Translations,
): readonly ClientSetup[] {
  const isPublic = mcpUrl.startsWith('https:');
  return hostIds
    .filter((id) => (isPublic ? id !== 'claude-desktop' : !hostOf(id).isCloudHosted))
    .map((id) => clientSetup(id, mcpUrl, clientIdFor(id, registration), text));
}

function clientSetup(
  id: HostId,
  mcpUrl: string,
  clientId: string | undefined,
  text: Translations,
): ClientSetup {
  const { name: client, isCloudHosted } = hostOf(id);
  const links = { 'vs-code': vsCodeLink, cursor: cursorLink, kiro: kiroLink };
  const link = id in links && links[id as keyof typeof links](mcpUrl, { clientId });
  const places = {
    claude: text.inClaude,
    chatgpt: text.inChatGpt,
    'claude-desktop': text.inClaudeDesktop,
    kiro: `${text.inFile} .kiro/settings/mcp.json`,
    windsurf: `${text.inFile} ~/.codeium/windsurf/mcp_config.json`,
  };
  const how = [places[id as keyof typeof places], clientId && text.withClientId.replace('*', clientId)]
    .filter(Boolean)
    .join(' ');
  return {
    client,
    ...(how && { how }),
    ...(link && { link: { label: text.addTo.replace('*', client), url: link } }),
    // Cursor's link contains the whole setup.
    ...(id !== 'cursor' && {
      code: isCloudHosted ? mcpUrl : setUps[id as keyof typeof setUps](mcpUrl, { clientId }),
    }),
  };
}
