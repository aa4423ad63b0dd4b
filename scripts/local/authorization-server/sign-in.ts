import { text as readText } from 'node:stream/consumers';
import {
  type Client,
  type Context,
  errors,
  type Interaction,
  type InteractionResult,
  type Middleware,
  type OAuthError,
  type Provider,
} from 'oidc-provider';
import type { ScopeExtent } from '../../../lambda/access/scope-extent.ts';
import type { Scope } from '../../../lambda/auth/scopes.ts';
import { resourceNames } from './resource-names.ts';
import { consentPage, namePattern, pageHeaders, problemPage, signInPage } from './sign-in-page.ts';
import { type Language, texts } from './sign-in-translations.ts';

export const signInPath = '/oauth/sign-in';

const maxFormBytes = 10_000;

export interface SignInOptions {
  issuer: string;
  resource: string;
  scopes: readonly Scope[];
  extentOf: ScopeExtentOf;
}

/** What a scope permits for a person with an app, at the URL that the app requested. */
export type ScopeExtentOf = (
  scope: Scope,
  visit: { readonly account: string; readonly clientId: string; readonly resource: string | undefined },
) => ScopeExtent;

/** The pages between an app's request and its authorization code: sign-in and consent. */
export function signInPages(provider: Provider, options: SignInOptions): Middleware {
  return async (ctx, next) => {
    if (!ctx.path.startsWith(`${signInPath}/`)) return next();
    try {
      await answer(await openVisit(ctx, provider, options));
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound)) throw error;
      showProblem(ctx, 400, texts[languageOf(ctx)].expired);
    }
  };
}

/**
 * The page for errors outside the sign-in pages; it shows oidc-provider's message unless the person can correct the
 * error.
 */
export async function showOAuthError(ctx: Context, { error, error_description }: OAuthError): Promise<void> {
  const { unknownApp, unreadableApp } = texts[languageOf(ctx)];
  const clientId = ctx.oidc?.params?.client_id;
  const isDocument = clientId !== undefined && URL.canParse(clientId);
  const reason = isDocument ? unreadableApp(clientId.slice(0, 200)) : unknownApp;
  const isAboutClient = error === 'invalid_client' || (isDocument && error === 'invalid_client_metadata');
  showProblem(ctx, ctx.status, isAboutClient ? reason : (error_description ?? error));
}

function showProblem(ctx: Context, status: number, reason: string): void {
  send(ctx, status, problemPage(languageOf(ctx), reason), pageHeaders());
}

/** One request for a sign-in page, with its context. */
interface Visit {
  ctx: Context;
  provider: Provider;
  options: SignInOptions;
  interaction: Interaction;
  client: Client;
  /** The requested scopes: OpenID's own, and those that the person selects. */
  openIdScopes: readonly string[];
  offered: readonly Scope[];
  /** Absent until the person has signed in. */
  account?: string | undefined;
}

/** Throws SessionNotFound unless the browser has the cookie of a current sign-in. */
async function openVisit(ctx: Context, provider: Provider, options: SignInOptions): Promise<Visit> {
  const interaction = await provider.interactionDetails(ctx.req, ctx.res);
  const client = await provider.Client.find(interaction.params.client_id!);
  if (!client) throw new errors.SessionNotFound('the app is no longer registered');

  const requested = interaction.params.scope?.split(' ') ?? [];
  return {
    ctx,
    provider,
    options,
    interaction,
    client,
    openIdScopes: ['openid', 'offline_access'].filter((scope) => requested.includes(scope)),
    offered: options.scopes.filter((scope) => requested.includes(scope)),
    account: interaction.prompt.name === 'consent' ? interaction.session?.accountId : undefined,
  };
}

async function answer(visit: Visit): Promise<void> {
  const { ctx, options, openIdScopes, offered, account } = visit;
  if (offered.length + openIdScopes.length === 0) {
    const error_description = `Ask for at least one of ${options.scopes.join(', ')}.`;
    return finish(visit, { error: 'invalid_scope', error_description });
  }
  if (ctx.method === 'POST') return answerForm(visit);
  return account ? showConsentForm(visit, account) : showNameForm(visit);
}

async function answerForm(visit: Visit): Promise<void> {
  const { ctx, options, account } = visit;
  const { crossOriginForm } = texts[languageOf(ctx)];
  const origin = ctx.get('Origin');
  if (origin && origin !== options.issuer) return showProblem(ctx, 403, crossOriginForm);
  const length = ctx.get('Content-Length');
  if (!length || Number(length) > maxFormBytes) return showProblem(ctx, 413, crossOriginForm);

  const form = new URLSearchParams(await readText(ctx.req));
  const action = form.get('action');
  if (action === 'refuse') {
    return finish(visit, { error: 'access_denied', error_description: 'The sign-in was refused.' });
  }
  if (account && action === 'switch') return showNameForm(visit);
  if (account && action === 'allow') return allow(visit, account, form.getAll('scope'));
  return signIn(visit, (form.get('person') ?? form.get('name') ?? '').trim());
}

async function signIn(visit: Visit, name: string): Promise<void> {
  if (!namePattern.test(name)) return showNameForm(visit, name);

  const { session } = visit.interaction;
  if (session && session.accountId !== name) await endSession(visit, session.uid);
  return finish(visit, { login: { accountId: name } });
}

/** Ends the browser's session for another name; the grants of that name stay valid. */
async function endSession({ provider, interaction }: Visit, uid: string): Promise<void> {
  const session = await provider.Session.findByUid(uid);
  await session?.destroy();
  // Without this, oidc-provider would require the ended session for this sign-in.
  delete interaction.session;
  await interaction.persist();
}

async function allow(visit: Visit, account: string, ticked: string[]): Promise<void> {
  const { provider, options, client, openIdScopes, offered } = visit;
  const granted = offered.filter((scope) => ticked.includes(scope));
  const denied = offered.filter((scope) => !ticked.includes(scope));
  if (granted.length === 0 && denied.length > 0) return showConsentForm(visit, account, true);

  const grant = new provider.Grant({ accountId: account, clientId: client.clientId });
  if (openIdScopes.length > 0) grant.addOIDCScope(openIdScopes.join(' '));
  const requested = [visit.interaction.params.resource ?? []].flat();
  for (const resource of new Set([...resourceNames(options.resource), ...requested])) {
    if (granted.length > 0) grant.addResourceScope(resource, granted.join(' '));
    if (denied.length > 0) grant.rejectResourceScope(resource, denied.join(' '));
  }
  return finish(visit, { consent: { grantId: await grant.save() } });
}

async function finish({ ctx, provider }: Visit, result: InteractionResult): Promise<void> {
  const returnTo = await provider.interactionResult(ctx.req, ctx.res, result);
  ctx.status = 303;
  ctx.redirect(returnTo);
}

function showNameForm({ ctx, client, interaction }: Visit, rejected?: string): void {
  const page = signInPage(languageOf(ctx), appName(client), rejected?.slice(0, 100));
  send(ctx, rejected === undefined ? 200 : 422, page, pageHeaders(interaction.params.redirect_uri));
}

function showConsentForm(
  { ctx, client, interaction, options, ...visit }: Visit,
  account: string,
  noScopeSelected = false,
): void {
  const redirectUri = new URL(interaction.params.redirect_uri!).href;
  const [resource] = [interaction.params.resource ?? []].flat();
  const page = consentPage(languageOf(ctx), {
    app: appName(client),
    ...(client.clientIdMetadataDocument && { publishedBy: new URL(client.clientId).host }),
    account,
    redirectUri,
    offered: visit.offered,
    extentOf: (scope) => options.extentOf(scope, { account, clientId: client.clientId, resource }),
    learnsName: visit.openIdScopes.includes('openid'),
    staysSignedIn: client.grantTypeAllowed('refresh_token'),
    noScopeSelected,
  });
  send(ctx, noScopeSelected ? 422 : 200, page, pageHeaders(redirectUri));
}

function send(ctx: Context, status: number, page: string, headers: Record<string, string>): void {
  ctx.status = status;
  ctx.set(headers);
  ctx.body = page;
}

function languageOf(ctx: Context): Language {
  return ctx.acceptsLanguages('en', 'ko') === 'ko' ? 'ko' : 'en';
}

/** The app's display name, without control and direction-changing characters and limited in length. */
function appName({ clientName = '', clientId }: Client): string {
  const name = [...clientName.replace(/\p{C}/gu, '').trim()];
  if (name.length === 0) return clientId;
  return name.length > 40 ? `${name.slice(0, 40).join('')}…` : name.join('');
}
