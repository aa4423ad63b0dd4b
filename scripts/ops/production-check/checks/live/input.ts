import { type Evidence, seen } from '../../context/check.ts';
import type { Given } from '../../context/check-context.ts';
import { pick } from '../../sources/json-path.ts';
import type { ToolAnswer } from '../../sources/target-server.ts';

/** What is wrong is refused in words that say so; what only looks dangerous is text. */
export async function* refusesBadInput({ site, people }: Given): AsyncGenerator<Evidence> {
  const token = await people.token('worker');

  const foreign = await site.ask('tools/list', {}, { token, headers: { origin: 'https://evil.example' } });
  const cors = foreign.headers.get('access-control-allow-origin');
  yield seen(
    'a web page of https://evil.example',
    `${foreign.status}, Access-Control-Allow-Origin ${cors}`,
    foreign.status === 403 && cors === null,
  );

  const path = await site.ask('resources/read', { uri: 'policy://../../etc/passwd' }, { token });
  const code = pick(path.json, 'error', 'code');
  yield seen('the resource policy://../../etc/passwd', `${path.status}, error ${code}`, code === -32602);

  const misspelt = await site.callTool(token, 'lookup_inventory', { quary: 'laptop' });
  yield refusal('an argument named quary', misspelt, 'quary');

  const long = { title: 'x'.repeat(201), body: 'Longer than a title may be.' };
  yield refusal('a title of 201 characters', await site.callTool(token, 'create_ticket', long), 'title');

  const huge = await site.post(JSON.stringify({ padding: 'x'.repeat(1_048_577) }), { token });
  yield seen('a body of more than 1 MiB', `${huge.status}`, huge.status === 413);

  const text = "'; DROP TABLE tickets; -- <script>alert(1)</script> $(reboot)";
  const found = await site.callTool(token, 'search_policy', { query: text });
  yield seen(`search_policy for ${text}`, found.error?.message ?? found.structured, !found.error);
}

function refusal(what: string, { error }: ToolAnswer, names: string): Evidence {
  const answer = error ? `${error.code}: ${error.message}` : 'it was let through';
  return seen(what, answer, error?.code === 'INVALID_ARGUMENT' && error.message.includes(names));
}
