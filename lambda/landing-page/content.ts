import { clientRegistrationOf } from '../auth/client-registration.ts';
import { identityProviderOf } from '../auth/identity-providers.ts';
import type { Config } from '../config/config.ts';
import type { ServerFeatures } from '../mcp/definitions/server-features.ts';
import { type BrowserTranslations, browserTranslations } from './browser-translations.ts';
import { type CatalogSection, catalogOf } from './catalog.ts';
import { type ClientSetup, clientSetups, type Link } from './client-list.ts';
import { type Language, type Translations, translations } from './translations.ts';

/** Settings of the deployment that the page needs. */
export type PageSettings = Pick<
  Config,
  'mcpUrl' | 'issuers' | 'clientRegistration' | 'publicClientId' | 'tokenOrigins' | 'scopePrefix'
>;

/** The landing page's content, rendered as HTML and as Markdown. */
export interface Content {
  readonly language: Language;
  readonly text: Translations;
  readonly title: string;
  readonly mcpUrl: string;
  readonly base: string;
  readonly questions: readonly string[];
  readonly clients: readonly ClientSetup[];
  readonly catalog: readonly CatalogSection[];
  readonly links: readonly Link[];
  readonly browser: BrowserContent;
}

/** Data for the page's script. */
interface BrowserContent {
  readonly texts: BrowserTranslations;
  readonly oauth: {
    readonly clientId: string | undefined;
    readonly adminScope: string;
    /** Whether the issuer accepts the `resource` parameter of RFC 8707; Entra ID rejects it. */
    readonly resource: boolean;
  };
  /** Origins to which the script may send requests, besides the page's own. */
  readonly origins: readonly string[];
}

export function contentOf(settings: PageSettings, features: ServerFeatures, language: Language): Content {
  const { mcpUrl, issuers, publicClientId, tokenOrigins, scopePrefix } = settings;
  const text = translations[language];
  const base = mcpUrl.replace(/\/mcp$/, '');
  const catalog = catalogOf(features, language);
  return {
    language,
    text,
    title: 'Ops Assistant',
    mcpUrl,
    base,
    questions: catalog
      .flatMap(({ entries }) => entries.flatMap(({ question }) => question ?? []))
      .slice(0, 4),
    clients: clientSetups(mcpUrl, clientRegistrationOf(settings), text),
    catalog,
    links: [
      { label: text.health, url: `${base}/health` },
      { label: text.metadata, url: `${base}/.well-known/oauth-protected-resource/mcp` },
      { label: text.markdown, url: `${base}/llms.txt` },
      { label: text.protocol, url: 'https://modelcontextprotocol.io' },
    ],
    browser: {
      texts: browserTranslations[language],
      oauth: {
        clientId: publicClientId,
        adminScope: `${scopePrefix}admin`,
        resource: !identityProviderOf(issuers[0]!)?.bareScopes,
      },
      origins: [...new Set([...issuers.map((issuer) => new URL(issuer).origin), ...tokenOrigins])],
    },
  };
}
