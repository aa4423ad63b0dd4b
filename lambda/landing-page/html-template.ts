/** Text that is HTML already; everything else that goes into a template is escaped. */
export interface Html {
  readonly html: string;
}

/** A template literal of HTML in which every value is escaped, unless it is `Html` (or a list of it) itself. */
export function html(strings: TemplateStringsArray, ...values: (string | Html | readonly Html[])[]): Html {
  return { html: String.raw({ raw: strings }, ...values.map(render)) };
}

/** No HTML at all, for the branch of a template that shows nothing. */
export const nothing: Html = { html: '' };

function render(value: string | Html | readonly Html[]): string {
  if (typeof value === 'string') return escapeHtml(value);
  if ('html' in value) return value.html;
  return value.map((part) => part.html).join('');
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}
