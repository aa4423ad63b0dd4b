import { createHash } from 'node:crypto';
import type { ClientSetup, Content } from './content.ts';
import { type Html, html, nothing } from './html-template.ts';
import { stylesheet } from './stylesheet.ts';

/** The front page for browsers: one document without scripts, images or anything from elsewhere. */
export function htmlPage({ language, title, tagline, address, connect, can, more }: Content): string {
  const tools = can.tools.map(
    (tool) => html`
<dt>${tool.title} <code>${tool.name}</code> <small>${tool.effect}</small></dt>
<dd lang="en">${tool.summary}</dd>`,
  );
  const links = more.links.map(
    ({ label, url }) => html`
<li><a href="${url}">${label}</a></li>`,
  );
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${{ html: stylesheet }}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${tagline}</p>
<p class="address">${address.label} <code>${address.url}</code></p>
<p><small>${address.note}</small></p>
<h2>${connect.heading}</h2>
${connect.clients.map(setup)}
<h2>${can.heading}</h2>
<dl>${tools}
</dl>
<h2>${more.heading}</h2>
<ul>${links}
</ul>
</main>
</body>
</html>
`.html;
}

function setup({ client, how, code, link }: ClientSetup): Html {
  return html`<h3>${client}</h3>
${how ? html`<p>${how}</p>` : nothing}
${code ? html`<pre><code>${code}</code></pre>` : nothing}
${link ? html`<p><a href="${link.url}">${link.label}</a></p>` : nothing}
`;
}

const stylesheetHash = createHash('sha256').update(stylesheet).digest('base64');

/** Allows the page its own stylesheet, and nothing else. */
export const contentSecurityPolicy = `default-src 'none'; style-src 'sha256-${stylesheetHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
