import { type Html, html } from '../../../lambda/landing-page/html-template.ts';
import type { AuditRecord } from '../../../lambda/observability/audit-log.ts';
import type { Segment } from '../../../lambda/observability/tracing/xray-exporter.ts';
import { nameOf } from './observations.ts';
import { type Language, translations } from './page-translations.ts';
import { duration } from './terminal.ts';
import { waterfall } from './waterfall.ts';

/** One request with its redacted input and answer, its spans, and the whole audit record. */
export function requestPage(segment: Segment, record: AuditRecord | undefined, language: Language): string {
  const text = translations[language];
  const { input, result } = record ?? {};
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${nameOf(segment)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="page.css">
</head>
<body>
<header><h1>${nameOf(segment)}</h1><p>${duration(segment)}</p></header>
<main>
<p><a href=".">${text.back}</a></p>
<section><h2>${text.arguments}</h2>${asJson(input, text.none)}</section>
<section><h2>${text.answer}</h2>${asJson(result, text.none)}</section>
<section><h2>${text.steps}</h2>${waterfall(segment)}
<table class="spans"><tbody>${spansOf(segment, 0)}</tbody></table></section>
<section><h2>${text.record}</h2>${asJson(record, text.none)}</section>
</main>
</body>
</html>
`.html;
}

function asJson(value: unknown, none: string): Html {
  return html`<pre tabindex="0"><code>${value === undefined ? none : JSON.stringify(value, null, 2)}</code></pre>`;
}

function spansOf({ subsegments = [] }: Segment, depth: number): Html[] {
  return subsegments.flatMap((step) => [
    html`<tr><th scope="row">${'\u2003'.repeat(depth)}${step.name}</th><td>${duration(step)}</td></tr>`,
    ...spansOf(step, depth + 1),
  ]);
}
