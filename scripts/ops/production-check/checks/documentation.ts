import { as, type CheckContext } from '../context/check-context.ts';
import { type Evidence, evidenceOf, noProblems } from '../context/evidence.ts';
import { read } from '../context/repository.ts';
import type { Json } from '../context/target-server.ts';

const reference = 'docs/api-reference.md';

/** Checklist item 6-1. */
export async function* apiReference(context: CheckContext): AsyncGenerator<Evidence> {
  const sections = (await read(context.root, reference)).split(/^### /m).slice(1);
  const [worker, admin] = [await as(context, 'worker'), await as(context, 'admin')];
  const list = async (caller: typeof worker, kind: string, key = kind): Promise<Json[]> =>
    (await caller.request(`${kind}/list`)).json?.result?.[key] ?? [];
  const offered = {
    tools: [...(await list(worker, 'tools')), ...(await list(admin, 'tools'))],
    resources: await list(admin, 'resources'),
    templates: await list(admin, 'resources/templates', 'resourceTemplates'),
    prompts: await list(worker, 'prompts'),
  };
  for (const [kind, all] of Object.entries(offered)) {
    const problems = all.flatMap(({ name, uri, uriTemplate, inputSchema, arguments: args = [] }) => {
      const title = uri ?? uriTemplate ?? name;
      const section = sections.find((each) => each.startsWith(`\`${title}\``));
      if (!section) return [`${title} is missing`];
      const names: string[] = [
        ...Object.keys(inputSchema?.properties ?? {}),
        ...args.map((each: Json) => each.name),
      ];
      return names.filter((each) => !section.includes(`\`${each}\``)).map((each) => `${title} lacks ${each}`);
    });
    const count = new Set(all.map(({ name }) => name)).size;
    if (count === 0) problems.push('the server offers none');
    yield noProblems(`${count} ${kind} in ${reference}`, [...new Set(problems)], 'all, with their arguments');
  }
}

const guides = ['docs/operating.md', 'docs/ko/operating.md'];
/** Subjects that the operations guide must explain. */
const subjects = ['401', '429', 'slow', 'restarts', 'start', 'health', 'metrics', 'logs', 'roll-back'];

/** Checklist item 6-2. */
export async function* operationsGuide({ server, root }: CheckContext): AsyncGenerator<Evidence> {
  const { scripts } = JSON.parse(await read(root, 'package.json'));
  const rules = await read(root, 'infra/prometheus/rules.yaml');
  const alerts = [...rules.matchAll(/operating\.md#([\w-]+)/g)].map(([, section]) => section!);
  const pages = await Promise.all(guides.map((file) => read(root, file)));
  const headings = pages.map((page) => [...page.matchAll(/^#{2,4} (.+)$/gm)].map(([, text]) => text!));
  for (const [i, page] of pages.entries()) {
    const anchors = new Set([
      ...headings[i]!.map((heading) => heading.toLowerCase().replaceAll(' ', '-')),
      ...[...page.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id!),
    ]);
    const commands = [...page.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name]) => name!);
    const missing = [
      ...new Set([...subjects, ...alerts].filter((each) => !anchors.has(each))),
      ...commands.filter((name) => !(name in scripts)).map((name) => `npm run ${name}`),
    ];
    yield noProblems(`${guides[i]}: missing subjects, alerts and commands`, missing);
  }
  const [english, korean] = headings.map(({ length }) => length);
  yield evidenceOf('headings in both languages', `${english} and ${korean}`, english === korean);

  const paths = [...pages[0]!.matchAll(/curl [^`\n]*\$ORIGIN(\/[\w?=./-]*)/g)].map(([, path]) => path!);
  yield evidenceOf("the guide's requests to the server", `${paths.length}`, paths.length > 0);
  for (const path of new Set(paths)) {
    const { status } = await server.get(path);
    yield evidenceOf(`GET ${path}, a request of the guide`, `${status}`, status !== 404);
  }
}
