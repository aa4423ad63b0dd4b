import { type ClientRegistration, clientRegistrationOf } from '../auth/client-registration.ts';
import type { Config } from '../config.ts';
import { isTemplate } from '../mcp/definitions/define-resource.ts';
import type { ServerFeatures } from '../mcp/definitions/server-features.ts';
import { exampleQuestions, koreanTexts } from './catalog-texts.ts';
import { cursorLink, kiroLink, setUps, vsCodeLink } from './client-setup.ts';
import { clientIdFor, type HostId, hostIds, hostOf } from './known-hosts.ts';
import { type Language, type Translations, translations } from './translations.ts';

/** The landing page's content, rendered as HTML and as Markdown. */
export interface Content {
  readonly language: Language;
  readonly title: string;
  readonly tagline: string;
  readonly address: { readonly label: string; readonly url: string; readonly note: string };
  readonly ask: { readonly heading: string; readonly questions: readonly string[] };
  readonly connect: { readonly heading: string; readonly clients: readonly ClientSetup[] };
  readonly catalog: readonly { readonly heading: string; readonly entries: readonly CatalogEntry[] }[];
  readonly more: { readonly heading: string; readonly links: readonly Link[] };
  /** Labels of the copy buttons. */
  readonly copy: string;
  readonly copied: string;
  readonly icon: string;
}

export interface ClientSetup {
  readonly client: string;
  readonly how?: string;
  /** Text to paste. */
  readonly code?: string;
  readonly link?: Link;
}

export interface CatalogEntry {
  readonly title: string;
  /** Name, or URI of a resource. */
  readonly name: string;
  readonly summary: string;
  /** Language of title and summary. */
  readonly language: Language;
  readonly effect?: string;
  /** Names of the arguments; optional ones end with a question mark. */
  readonly args?: string;
  readonly example?: string;
}

export interface Link {
  readonly label: string;
  readonly url: string;
}

/** What the page has to know of the deployment. */
export type PageSettings = Pick<Config, 'mcpUrl' | 'issuers' | 'clientRegistration' | 'publicClientId'>;

export function contentOf(
  settings: PageSettings,
  { tools, resources, prompts }: ServerFeatures,
  language: Language,
): Content {
  const text = translations[language];
  const { mcpUrl } = settings;
  const base = mcpUrl.replace(/\/mcp$/, '');
  const describe = (name: string, title: string, description: string, key = name) => {
    const translated = language === 'ko' ? koreanTexts[key] : undefined;
    return {
      name,
      title: translated?.[0] ?? title,
      summary: translated?.[1] ?? description.split(/(?<=\.) /)[0]!,
      language: translated ? language : ('en' as const),
    };
  };
  const exampleOf = (tool: string) => exampleQuestions[tool]?.[language === 'ko' ? 1 : 0];
  const firstExamples = tools.flatMap(({ name }) => exampleOf(name) ?? []).slice(0, 4);
  return {
    language,
    title: 'Ops Assistant',
    tagline: text.tagline,
    address: { label: text.url, url: mcpUrl, note: text.signIn },
    ask: { heading: text.ask, questions: firstExamples },
    connect: { heading: text.connect, clients: clientSetups(mcpUrl, clientRegistrationOf(settings), text) },
    catalog: [
      {
        heading: text.tools,
        entries: tools.map(({ name, title, description, annotations, input, scope }) => {
          const example = exampleOf(name);
          return {
            ...describe(name, title, description),
            effect: effectOf(text, annotations.readOnlyHint, scope),
            args: argumentNames(input.shape),
            ...(example && { example }),
          };
        }),
      },
      {
        heading: text.resources,
        entries: resources.map((resource) => ({
          ...describe(resource.uri, resource.title, resource.description),
          ...(isTemplate(resource) && { effect: text.template }),
          ...(resource.scope === 'admin' && { effect: text.administrators }),
        })),
      },
      {
        heading: text.prompts,
        entries: prompts.map(({ name, title, description, arguments: { shape } }) => ({
          ...describe(name, title, description, `prompt:${name}`),
          args: argumentNames(shape),
        })),
      },
    ],
    more: {
      heading: text.more,
      links: [
        { label: text.health, url: `${base}/health` },
        { label: text.metadata, url: `${base}/.well-known/oauth-protected-resource/mcp` },
        { label: text.markdown, url: `${base}/llms.txt` },
        { label: text.protocol, url: 'https://modelcontextprotocol.io' },
      ],
    },
    copy: text.copy,
    copied: text.copied,
    icon: `${base}/icon.svg`,
  };
}

function effectOf(text: Translations, readsOnly: boolean, scope: string): string {
  const effect = readsOnly ? text.readsOnly : text.writes;
  return scope === 'admin' ? `${effect}, ${text.administrators}` : effect;
}

function argumentNames(
  shape: Readonly<Record<string, { safeParse(value: unknown): { success: boolean } }>>,
): string {
  return Object.entries(shape)
    .map(([name, schema]) => (schema.safeParse(undefined).success ? `${name}?` : name))
    .join(', ');
}

function clientSetups(
  mcpUrl: string,
  registration: ClientRegistration,
  text: Translations,
): readonly ClientSetup[] {
  const isPublic = mcpUrl.startsWith('https:');
  return hostIds
    .filter((id) => (isPublic ? id !== 'claude-desktop' : !hostOf(id).inCloud))
    .map((id) => clientSetup(id, mcpUrl, clientIdFor(id, registration), text));
}

function clientSetup(
  id: HostId,
  mcpUrl: string,
  clientId: string | undefined,
  text: Translations,
): ClientSetup {
  const { name: client, inCloud } = hostOf(id);
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
    // The link to Cursor says it all.
    ...(id !== 'cursor' && {
      code: inCloud ? mcpUrl : setUps[id as keyof typeof setUps](mcpUrl, { clientId }),
    }),
  };
}
