import type { BrowserTranslations } from './browser-translations.ts';
import { type Html, html } from './html-template.ts';

/** The sign-in and the form that follows it, filled and shown by the page's script. */
export function tryItSection(texts: BrowserTranslations): Html {
  return html`<section id="try">
<h2>${texts.try}</h2>
<p>${texts.tryIntroduction}</p>
<noscript><p class="problem">${texts.needsScript}</p></noscript>
<p id="sign-in" hidden>
<button type="button" class="main" data-sign-in="person">${texts.signInButton}</button>
<button type="button" data-sign-in="admin">${texts.administratorButton}</button>
</p>
<p id="sign-in-state" class="problem" role="alert"></p>
<form id="try-form" hidden>
<label><span>${texts.operation}</span><select id="operation" name="operation"></select></label>
<div id="fields"></div>
<p><button class="main">${texts.run}</button> <button type="button" id="sign-out">${texts.signOut}</button></p>
<div id="answer" hidden>
<p id="outcome" role="status"></p>
<pre tabindex="0" role="region" aria-label="${texts.answer}"><code id="result"></code></pre>
</div>
</form>
</section>
`;
}

/** For administrators; hidden until one has signed in. */
export function usageSection(texts: BrowserTranslations): Html {
  const periods = Object.entries(texts.hours).map(
    ([hours, label]) =>
      html`<option value="${hours}"${hours === '24' ? html` selected` : html``}>${label}</option>`,
  );
  return html`<section id="usage" hidden>
<h2>${texts.usage}</h2>
<dl id="facts"></dl>
<p><label class="inline">${texts.period} <select id="hours">${periods}</select></label>
<button type="button" id="refresh">${texts.refresh}</button></p>
<div id="use"></div>
</section>
`;
}
