import * as z from 'zod';

/** Data of a `Ticket created` event, without texts or names of people, because an issue has more readers than a ticket. */
const createdTicket = z.object({
  ticket_id: z.string().regex(/^TKT-\d{3,12}$/),
  priority: z.enum(['low', 'medium', 'high', 'critical']),
  resource_uri: z.string(),
});

export interface IssueTracker {
  /** `https://api.github.com`, or the API URL of a GitHub Enterprise Server. */
  readonly api: string;
  /** `owner/name`. */
  readonly repository: string;
  /** Token of an app or a fine-grained token, with "Issues: read and write" for this one repository. */
  readonly token: string;
}

/**
 * Opens one issue per ticket and returns its URL; for a repeated event, the URL of the first issue. Calls must not
 * overlap: two concurrent calls would both find no issue and open two.
 */
export async function openIssue(detail: unknown, tracker: IssueTracker): Promise<string> {
  const ticket = createdTicket.parse(detail);
  // A label and not the search: GitHub's search index lags behind, a list of issues does not.
  const label = `ops-assistant ${ticket.ticket_id}`;
  const query = new URLSearchParams({ labels: label, state: 'all', per_page: '1' });
  const [found] = issues.parse(await send(tracker, 'GET', `issues?${query}`));
  if (found) return found.html_url;

  const created = await send(tracker, 'POST', 'issues', {
    title: `${ticket.ticket_id} (${ticket.priority})`,
    body: `A ticket was filed. Its text is for those who may read ${ticket.resource_uri} in the Ops Assistant.`,
    labels: [label],
  });
  return issue.parse(created).html_url;
}

const issue = z.object({ html_url: z.url() });
const issues = z.array(issue);
const timeoutMs = 10_000;

async function send(
  { api, repository, token }: IssueTracker,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<unknown> {
  const response = await fetch(`${api}/repos/${repository}/${path}`, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'user-agent': 'ops-assistant-example',
      'x-github-api-version': '2022-11-28',
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok)
    throw new Error(`GitHub answered ${method} ${path.split('?')[0]} with ${response.status}`);
  return response.json();
}
