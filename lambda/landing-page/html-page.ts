import { createHash } from 'node:crypto';
import type { CatalogEntry, ClientSetup, Content } from './content.ts';
import { copyScript } from './copy-script.ts';
import { type Html, html, nothing } from './html-template.ts';
import { stylesheet } from './stylesheet.ts';
import { translations } from './translations.ts';

/** The landing page for browsers: one document that loads nothing but its icon. */
export function htmlPage(content: Content): string {
  const { language, title, tagline, address, ask, connect, catalog, more } = content;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="${content.icon}">
<style>${{ html: stylesheet }}</style>
</head>
<body data-copy="${content.copy}" data-copied="${content.copied}">
<main>
<h1>${title}</h1>
<p>${tagline}</p>
<p class="address" data-of="URL">${address.label} <code>${address.url}</code></p>
<p><small>${address.note}</small></p>
<h2>${ask.heading}</h2>
<ul>${ask.questions.map((question) => html`<li>${question}</li>`)}</ul>
<h2>${connect.heading}</h2>
${connect.clients.map(setup)}
${catalog.map(
  ({ heading, entries }) => html`<h2>${heading}</h2>
<dl>${entries.map((entry) => definition(entry, content))}
</dl>
`,
)}
<h2>${more.heading}</h2>
<ul>${more.links.map(({ label, url }) => html`<li><a href="${url}">${label}</a></li>`)}</ul>
</main>
<script>${{ html: copyScript }}</script>
</body>
</html>
`.html;
}

function setup({ client, how, code, link }: ClientSetup): Html {
  return html`<h3>${client}</h3>
${link ? html`<p><a class="button" href="${link.url}">${link.label}</a></p>` : nothing}
${how ? html`<p>${how}</p>` : nothing}
${code ? html`<pre data-of="${client}"><code>${code}</code></pre>` : nothing}
`;
}

function definition(entry: CatalogEntry, { language }: Content): Html {
  const { title, name, summary, effect, args, example } = entry;
  const text = translations[language];
  return html`
<dt lang="${entry.language}">${title} <code>${name}</code>${effect ? html` <small lang="${language}">${effect}</small>` : nothing}</dt>
<dd lang="${entry.language}">${summary}</dd>
${args ? html`<dd><small>${text.arguments}: ${args}</small></dd>` : nothing}
${example ? html`<dd><small>${text.example}: “${example}”</small></dd>` : nothing}`;
}

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Allows the page's own stylesheet, script and icon, and nothing else. */
export const contentSecurityPolicy = `default-src 'none'; style-src ${hashOf(stylesheet)}; script-src ${hashOf(copyScript)}; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
