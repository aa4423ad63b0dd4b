/** Trusted HTML; any other value in a template is escaped. */
export interface Html {
  readonly html: string;
}

/** A template tag that escapes every value except `Html` and lists of `Html`. */
export function html(strings: TemplateStringsArray, ...values: (string | Html | readonly Html[])[]): Html {
  return { html: String.raw({ raw: strings }, ...values.map(render)) };
}

/** Empty HTML, for a branch of a template without content. */
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
