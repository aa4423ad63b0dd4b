import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { openIssue } from './open-issue.ts';

// Without AWS: receives what a server posts to its NOTICE_WEBHOOK, and opens the issues. README.md has the commands.

const { GITHUB_TOKEN: token, GITHUB_REPOSITORY: repository, PORT = '8099' } = process.env;
const { GITHUB_API: api = 'https://api.github.com' } = process.env;
if (!token || !repository) {
  process.stderr.write('Set GITHUB_TOKEN and GITHUB_REPOSITORY=owner/name.\n');
  process.exit(2);
}

const urgent = ['high', 'critical'];
/** One after the other: openIssue looks for an issue before it opens one. */
let last: Promise<unknown> = Promise.resolve();

const server = createServer(async (request, response) => {
  try {
    const { type, detail } = (await json(request)) as { type?: string; detail?: { priority?: string } };
    if (type === 'Ticket created' && urgent.includes(detail?.priority ?? '')) {
      const opened = last.then(() => openIssue(detail, { api, repository, token }));
      last = opened.catch(() => {});
      process.stdout.write(`${await opened}\n`);
    }
    response.writeHead(204).end();
  } catch (error) {
    // The server tries three times.
    process.stderr.write(`${(error as Error).message}\n`);
    response.writeHead(502).end();
  }
});
await once(server.listen(Number(PORT), '127.0.0.1'), 'listening');
process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
