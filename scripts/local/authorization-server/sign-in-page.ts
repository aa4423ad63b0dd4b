import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ScopeExtent } from '../../../lambda/access/scope-extent.ts';
import type { Scope } from '../../../lambda/auth/scopes.ts';
import { type Html, html, nothing } from '../../../lambda/landing-page/html-template.ts';
import { type Destination, type Language, texts } from './sign-in-translations.ts';

/** Valid names, checked by the page and by the server. The flag is `v`, as for a `pattern` in browsers. */
export const namePattern = /^[a-z0-9][a-z0-9._\-]{0,39}$/v;

const suggestedNames = ['alice', 'bob', 'minji', 'jun'];

/** The form for the name; `rejectedName` is an invalid name that was entered before. */
export function signInPage(language: Language, app: string, rejectedName?: string): string {
  const text = texts[language];
  const wasRejected = rejectedName !== undefined;
  return page(
    language,
    text.signIn,
    html`
      <p>${text.requestedBy} <strong>${app}</strong></p>
      <p class="note">${text.noPassword}</p>
      <form method="post">
        <label for="name">${text.name}</label>
        <input type="text" id="name" name="name" value="${rejectedName ?? ''}" required autofocus
          maxlength="40" pattern="${namePattern.source}" title="${text.nameRule}" aria-describedby="name-rule"
          ${wasRejected ? html`aria-invalid="true"` : nothing}
          autocomplete="username" autocapitalize="none" spellcheck="false">
        <small id="name-rule" ${wasRejected ? html`class="problem" role="alert"` : nothing}>${text.nameRule}</small>
        <div class="row">
          <button class="primary" name="action" value="sign-in">${text.continue}</button>
          <button name="action" value="refuse" formnovalidate>${text.refuse}</button>
        </div>
        <fieldset class="people">
          <legend>${text.signInAs}</legend>
          <div class="row">${suggestedNames.map(
            (name) => html`<button name="person" value="${name}" formnovalidate>${name}</button> `,
          )}</div>
        </fieldset>
      </form>`,
  );
}

export interface Consent {
  app: string;
  /** Host of the document that describes the app; absent if the app registered itself. */
  publishedBy?: string;
  account: string;
  redirectUri: string;
  offered: readonly Scope[];
  /** What each scope permits for this person with this app. */
  extentOf: (scope: Scope) => ScopeExtent;
  learnsName: boolean;
  staysSignedIn: boolean;
  /** Set if the form was submitted without a selected scope. */
  noScopeSelected?: boolean;
}

/** The form that asks which scopes the app gets; every scope can be deselected. */
export function consentPage(language: Language, consent: Consent): string {
  const text = texts[language];
  const { destination, place } = describeRedirect(consent.redirectUri);
  return page(
    language,
    text.consent(consent.app),
    html`
      <p class="note">${text.unverifiedName}</p>
      <dl class="facts">
        <div>
          <dt>${text.signedInAs}</dt>
          <dd><strong>${consent.account}</strong>
            <form method="post"><button class="link" name="action" value="switch">${text.useAnotherName}</button></form></dd>
        </div>
        ${consent.publishedBy ? html`<div><dt>${text.publishedBy}</dt><dd><strong>${consent.publishedBy}</strong></dd></div>` : nothing}
        <div>
          <dt>${text.redirectTarget}</dt>
          <dd><strong>${place}</strong> <small>${text.destination[destination]}</small> <small><code>${consent.redirectUri}</code></small></dd>
        </div>
      </dl>
      <form method="post">
        <fieldset>
          <legend>${text.permissions}</legend>
          ${consent.offered.map(
            (scope) => html`
              <label class="scope"><input type="checkbox" name="scope" value="${scope}" ${consent.noScopeSelected ? nothing : html`checked`}>
                <span>${text.scope[scope]} <small><code>${scope}</code></small>
                  ${extentText(consent.extentOf(scope), text)}</span></label>`,
          )}
        </fieldset>
        ${consent.noScopeSelected ? html`<p class="problem" role="alert">${text.scopeRequired}</p>` : nothing}
        ${consent.learnsName ? html`<p class="note">${text.learnsName}</p>` : nothing}
        ${consent.staysSignedIn ? html`<p class="note">${text.staysSignedIn}</p>` : nothing}
        <div class="row">
          <button class="primary" name="action" value="allow">${text.allow}</button>
          <button name="action" value="refuse">${text.refuse}</button>
        </div>
      </form>`,
  );
}

function extentText({ allowed, withheld }: ScopeExtent, text: (typeof texts)[Language]): Html {
  return html`
    ${allowed.length > 0 ? html`<small>${text.opens} ${allowed.join(', ')}</small>` : nothing}
    ${withheld.length > 0 ? html`<small class="problem">${text.withholds} ${withheld.join(', ')}</small>` : nothing}`;
}

/** The page for a sign-in that cannot continue; `reason` may contain text from a client. */
export function problemPage(language: Language, reason: string): string {
  const text = texts[language];
  return page(language, text.problem, html`<p>${reason}</p><p class="note">${text.problemAdvice}</p>`);
}

function page(language: Language, title: string, body: Html): string {
  return html`<!doctype html>
<html lang="${language}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title}</title>
  <link rel="icon" href="data:,">
  <style>${stylesheet}</style>
</head>
<body>
  <main>
    <p class="badge">${texts[language].localRun}</p>
    <h1>${title}</h1>
    ${body}
  </main>
</body>
</html>
`.html;
}

const stylesheet: Html = { html: readFileSync(new URL('sign-in-page.css', import.meta.url), 'utf8') };
const stylesheetHash = createHash('sha256').update(stylesheet.html).digest('base64');

/** Headers for every page: no external content, scripts or frames, and forms only to this server or `redirectUri`. */
export function pageHeaders(redirectUri?: string): Record<string, string> {
  // Browsers apply form-action to the redirect after a form, too.
  const formTargets = redirectUri ? `'self' ${formTarget(redirectUri)}` : "'self'";
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${stylesheetHash}'; img-src data:; form-action ${formTargets}; base-uri 'none'; frame-ancestors 'none'`,
    'X-Frame-Options': 'DENY',
    'X-Content-Type-Options': 'nosniff',
    // Not no-referrer: it would make the Origin of our own forms "null".
    'Referrer-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  };
}

function formTarget(redirectUri: string): string {
  const { protocol, hostname, origin } = new URL(redirectUri);
  // CSP has no syntax for an IPv6 host.
  return protocol.startsWith('http') && !hostname.startsWith('[') ? origin : protocol;
}

function describeRedirect(redirectUri: string): { destination: Destination; place: string } {
  const { protocol, hostname, host } = new URL(redirectUri);
  if (!['http:', 'https:'].includes(protocol)) return { destination: 'scheme', place: protocol };
  const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
  return { destination: isLoopback ? 'this-computer' : 'website', place: host };
}
