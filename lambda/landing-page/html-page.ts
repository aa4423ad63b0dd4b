import { createHash } from 'node:crypto';
import { pageScript } from './browser/page.ts';
import type { Argument, CatalogEntry, CatalogSection } from './catalog.ts';
import type { ClientSetup } from './client-list.ts';
import type { Content } from './content.ts';
import { type Html, html, nothing } from './html-template.ts';
import { tryItSection, usageSection } from './interactive-sections.ts';
import { stylesheet } from './stylesheet.ts';

/** The landing page for browsers: one document that loads only its icon. */
export function htmlPage(content: Content): string {
  const { language, text, title, mcpUrl, base, questions, clients, catalog, links, browser } = content;
  const sections = [
    ['try', browser.texts.try],
    ['connect', text.connect],
    ...catalog.map(({ id, heading }) => [id, heading]),
  ] as const;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${text.tagline}">
<title>${title}</title>
<link rel="icon" href="${base}/icon.svg">
<style>${{ html: stylesheet }}</style>
</head>
<body data-page="${dataOf(content)}">
<header>
<h1>${title}</h1>
<p role="status"><a id="health" href="${base}/health">${text.health}</a></p>
<nav aria-label="${title}"><ul>${sections.map(([id, heading]) => html`<li><a href="#${id!}">${heading!}</a></li>`)}</ul></nav>
</header>
<main>
<section>
<p class="tagline">${text.tagline}</p>
<p class="address" data-of="URL">${text.url} <code>${mcpUrl}</code></p>
<p><small>${text.signIn}</small></p>
</section>
<section>
<h2>${text.ask}</h2>
<ul class="questions">${questions.map((question) => html`<li>${question}</li>`)}</ul>
</section>
${tryItSection(browser.texts)}
${usageSection(browser.texts)}
<section id="connect">
<h2>${text.connect}</h2>
<div class="cards">${clients.map(setup)}</div>
</section>
${catalog.map((section) => catalogSection(section, content))}
<section>
<h2>${text.more}</h2>
<ul>${links.map(({ label, url }) => html`<li><a href="${url}">${label}</a></li>`)}</ul>
</section>
</main>
<script>${{ html: pageScript }}</script>
</body>
</html>
`.html;
}

/** Data for the page's script: the catalog and the initial values of each form. */
function dataOf({ base, mcpUrl, catalog, browser: { texts, oauth } }: Content): string {
  const features = catalog.flatMap(({ entries }) =>
    entries.map(({ key, title, example, arguments: list }) => [
      key,
      { title, example, arguments: Object.fromEntries(list.map(({ name, text }) => [name, text])) },
    ]),
  );
  return JSON.stringify({ base, mcpUrl, texts, oauth, features: Object.fromEntries(features) });
}

function setup({ client, how, code, link }: ClientSetup): Html {
  return html`<div class="card"><h3>${client}</h3>
${link ? html`<p><a class="button" href="${link.url}">${link.label}</a></p>` : nothing}
${how ? html`<p>${how}</p>` : nothing}
${code ? html`<pre data-of="${client}"><code>${code}</code></pre>` : nothing}
</div>
`;
}

function catalogSection({ id, heading, entries }: CatalogSection, content: Content): Html {
  return html`<section id="${id}">
<h2>${heading}</h2>
${entries.map((entry) => feature(entry, content))}
</section>
`;
}

function feature(entry: CatalogEntry, { language, text }: Content): Html {
  const { title, name, summary, effect, arguments: list, question, example } = entry;
  const details = [
    question ? html`<p>${text.example}: “${question}”</p>` : nothing,
    list.length > 0 ? argumentTable(list, `${title}: ${text.arguments}`, text) : nothing,
    example ? html`<pre><code>${JSON.stringify(example, null, 2)}</code></pre>` : nothing,
  ].filter((part) => part !== nothing);
  return html`<details class="feature">
<summary lang="${entry.language}"><strong>${title}</strong> <code>${name}</code>${effect ? html` <small lang="${language}">${effect}</small>` : nothing}
<span>${summary}</span></summary>
${details.length > 0 ? details : html`<p><small>${text.noArguments}</small></p>`}
</details>
`;
}

function argumentTable(list: readonly Argument[], label: string, text: Content['text']): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table>
<tbody>${list.map(
    ({ name, type, isRequired, text: meaning, language }) =>
      html`<tr><th scope="row"><code>${name}</code></th><td>${type}${isRequired ? `, ${text.required}` : ''}</td><td lang="${language}">${meaning}</td></tr>`,
  )}</tbody>
</table></div>
`;
}

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const styleHash = hashOf(stylesheet);
const scriptHash = hashOf(pageScript);

/** Allows only the page's own stylesheet, script and icon, and requests to this server and to the issuer. */
export function contentSecurityPolicy({ browser: { origins } }: Content): string {
  return [
    "default-src 'none'",
    `style-src ${styleHash}`,
    `script-src ${scriptHash}`,
    "img-src 'self'",
    `connect-src ${["'self'", ...origins].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
