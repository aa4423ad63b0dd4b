/** A person's browser without the browser: keeps cookies, stays on one server, reads forms and sends them. */
export interface Visitor {
  /** Goes there and along every redirect, until a page opens or a redirect leaves the server. */
  visit(url: string | URL): Promise<Page>;
  /** Sends the page's form: its hidden, text and ticked fields, then `fields` in their place, then the pressed button. */
  submit(
    page: Page,
    button: Record<string, string>,
    fields?: Record<string, string | string[]>,
    origin?: string,
  ): Promise<Page>;
}

export interface Page {
  url: URL;
  status: number;
  headers: Headers;
  /** Empty where a redirect has left the server. */
  body: string;
}

export function createVisitor(language = 'en'): Visitor {
  const cookies = new Map<string, { value: string; path: string }>();

  async function request(url: URL, init: RequestInit): Promise<Page> {
    const sent = [...cookies].filter(([, { path }]) => url.pathname.startsWith(path));
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: {
        ...init.headers,
        'Accept-Language': language,
        Accept: 'text/html',
        Cookie: sent.map(([name, { value }]) => `${name}=${value}`).join('; '),
      },
    });
    for (const cookie of response.headers.getSetCookie()) keep(cookie);

    const location = response.headers.get('Location');
    const { status, headers } = response;
    if (!location) return { url, status, headers, body: await response.text() };
    const target = new URL(location, url);
    if (target.origin !== url.origin) return { url: target, status, headers, body: '' };
    return request(target, { method: 'GET' });
  }

  function keep(cookie: string): void {
    const [pair = '', ...attributes] = cookie.split('; ');
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const path = attributes.find((attribute) => attribute.startsWith('path='))?.slice(5) ?? '/';
    if (value) cookies.set(name, { value, path });
    else cookies.delete(name);
  }

  return {
    visit: (url) => request(new URL(url), { method: 'GET' }),
    submit(page, button, fields = {}, origin = page.url.origin) {
      const form = new URLSearchParams(fieldsOf(page.body));
      for (const [name, values] of Object.entries(fields)) {
        form.delete(name);
        for (const value of [values].flat()) form.append(name, value);
      }
      for (const [name, value] of Object.entries(button)) form.append(name, value);
      return request(page.url, { method: 'POST', body: form, headers: { Origin: origin } });
    },
  };
}

/** What a browser would send of the inputs: every one with a name, boxes only when ticked. */
function fieldsOf(body: string): [string, string][] {
  return [...body.matchAll(/<input\s[^>]*>/g)]
    .map(([input]) => ({
      name: /\sname="([^"]*)"/.exec(input)?.[1],
      value: /\svalue="([^"]*)"/.exec(input)?.[1] ?? '',
      isSent: !input.includes('type="checkbox"') || /\schecked\b/.test(input),
    }))
    .filter(({ name, isSent }) => name && isSent)
    .map(({ name, value }): [string, string] => [name!, value]);
}
