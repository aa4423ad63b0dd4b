import type { CheckContext } from '../context/check-context.ts';
import { type Evidence, seen } from '../context/evidence.ts';
import { read } from '../context/repository.ts';
import type { Json } from '../context/target-server.ts';

const reference = 'docs/api-reference.md';

/** 6-1 */
export async function* apiReference({ server, identities, root }: CheckContext): AsyncGenerator<Evidence> {
  const page = await read(root, reference);
  const [worker, admin] = [await identities.token('worker'), await identities.token('admin')];
  const list = async (token: string, method: string, key: string): Promise<Json[]> => {
    const { json } = await server.request(method, {}, { token });
    return json?.result?.[key] ?? [];
  };
  const tools = [
    ...(await list(worker, 'tools/list', 'tools')),
    ...(await list(admin, 'tools/list', 'tools')),
  ];
  const resources = await list(admin, 'resources/list', 'resources');
  const templates = await list(admin, 'resources/templates/list', 'resourceTemplates');
  const prompts = await list(worker, 'prompts/list', 'prompts');
  const offered = [
    ...tools.map(({ name, inputSchema }) => [name, Object.keys(inputSchema?.properties ?? {})] as const),
    ...[...resources, ...templates].map(({ uri, uriTemplate }) => [uri ?? uriTemplate, []] as const),
    ...prompts.map(({ name, arguments: args = [] }) => [name, args.map((each: Json) => each.name)] as const),
  ];
  const sections = page.split(/^### /m).slice(1);
  const problems = offered.flatMap(([name, args]) => {
    const section = sections.find((each) => each.startsWith(`\`${name}\``));
    if (!section) return [`${name} is missing`];
    return args
      .filter((arg: string) => !section.includes(`\`${arg}\``))
      .map((arg: string) => `${name} lacks ${arg}`);
  });
  yield seen(
    `${new Set(tools.map(({ name }) => name)).size} tools, ${resources.length + templates.length} resources and ${prompts.length} prompts in ${reference}`,
    problems.join('; ') || 'all, with their arguments',
    tools.length > 0 && resources.length > 0 && prompts.length > 0 && problems.length === 0,
  );
}

const guides = ['docs/operating.md', 'docs/ko/operating.md'];
/** The seed's questions, and what every home has to explain. */
const subjects = ['401', '429', 'Slow', 'Restarts', 'Start', 'Health', 'Metrics', 'Logs', 'Roll-back'];

/** 6-2 */
export async function* operationsGuide({ server, root }: CheckContext): AsyncGenerator<Evidence> {
  const { scripts } = JSON.parse(await read(root, 'package.json'));
  const [rules, ...pages] = await Promise.all(
    ['infra/prometheus/rules.yaml', ...guides].map((file) => read(root, file)),
  );
  const alerts = [...rules!.matchAll(/operating\.md#([\w-]+)/g)].map(([, section]) => section!);
  const [english, korean] = pages.map((page) => [...page.matchAll(/^#{2,4} .*$/gm)].map(([line]) => line));
  for (const [i, page] of pages.entries()) {
    const anchors = new Set([
      ...[...page.matchAll(/^#{2,4} (.+)$/gm)].map(([, heading]) =>
        heading!.toLowerCase().replaceAll(' ', '-'),
      ),
      ...[...page.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id!),
    ]);
    const missing = [...new Set([...subjects.map((each) => each.toLowerCase()), ...alerts])].filter(
      (each) => !anchors.has(each),
    );
    const commands = [...page.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name]) => name!);
    missing.push(...commands.filter((name) => !(name in scripts)).map((name) => `npm run ${name}`));
    yield seen(
      `${guides[i]}: subjects, alerts and commands`,
      missing.join(', ') || 'all there',
      missing.length === 0,
    );
  }
  yield seen(
    'headings in both languages',
    `${english!.length} and ${korean!.length}`,
    english!.length === korean!.length,
  );

  const paths = new Set(
    [...pages[0]!.matchAll(/curl [^`\n]*\$ORIGIN(\/[\w?=./-]*)/g)].map(([, path]) => path!),
  );
  for (const path of paths) {
    const { status } = await server.get(path);
    yield seen(`the guide's own command, GET ${path}`, `${status}`, status !== 404);
  }
  yield seen("the guide's commands against the server", `${paths.size}`, paths.size > 0);
}
