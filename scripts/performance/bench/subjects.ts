import { join } from 'node:path';
import { type BuiltFunction, buildFunction } from '../../bundle/build-function.ts';
import type { Deployed } from '../harness/lambda-environment.ts';
import { benchCache } from '../harness/runtime-client.ts';
import { handshakes, inBothEras, type Question } from '../harness/scenarios.ts';
import type { Surroundings } from '../harness/test-environment.ts';
import { numberOfTools } from './number-of-tools.ts';
import { asked, calls, lists, productQuestions } from './product-scenarios.ts';

/** One of those who are compared, built and ready to be started. */
export interface Contestant extends Deployed {
  readonly name: string;
  readonly built: BuiltFunction;
  readonly questions: readonly Question[];
}

export interface Contestants {
  readonly floor: Contestant;
  readonly helloV1: Contestant;
  readonly helloV2: Contestant;
  readonly ours: Contestant;
  /** The same bundle, with a table that answers at once. */
  readonly oursAlone: Contestant;
  readonly with5Tools: Contestant;
  readonly with50Tools: Contestant;
}

export async function buildContestants(surroundings: Surroundings): Promise<Contestants> {
  const { environment, instantEndpoint, token } = surroundings;
  const bearer = await token('bench');
  const hello = [...handshakes(), ...lists(), ...inBothEras(asked.call, 'tools/call', echoCall)];
  const ours = { ...(await buildProduct('Ops Assistant', productQuestions(bearer))), environment };
  return {
    floor: await build('no-op handler', 'scripts/performance/bench/handlers/noop.ts', []),
    // It knows no server/discover, and nothing else of 2026-07-28.
    helloV1: await build(
      'hello world, SDK v1',
      'scripts/performance/bench/handlers/hello-sdk-v1.ts',
      in2025(hello),
    ),
    helloV2: await build('hello world, SDK v2', 'scripts/performance/bench/handlers/hello-sdk-v2.ts', hello),
    ours,
    oursAlone: {
      ...ours,
      name: 'Ops Assistant, table answers at once',
      questions: calls(bearer),
      environment: { ...environment, DYNAMODB_ENDPOINT: instantEndpoint },
    },
    with5Tools: { ...(await buildProduct('with 5 tools', lists(bearer), 5)), environment },
    with50Tools: { ...(await buildProduct('with 50 tools', lists(bearer), 50)), environment },
  };
}

/** A bare server, with the packages as they come. */
async function build(name: string, entry: string, questions: readonly Question[]): Promise<Contestant> {
  const folder = folderOf(name);
  const built = await buildFunction(entry, folder, { alias: {} });
  return { name, folder, handler: built.handler, built, questions, environment: {} };
}

/** The product by itself, for whoever has questions of their own. */
export async function buildProductFor(name: string): Promise<Contestant> {
  return { ...(await buildProduct(name, [])), environment: {} };
}

async function buildProduct(name: string, questions: readonly Question[], tools?: number) {
  const folder = folderOf(name);
  const built = await buildFunction('lambda/handlers/mcp.ts', folder, {
    start: 'lambda/handlers/mcp-bootstrap.mjs',
    plugins: tools ? [numberOfTools(tools)] : [],
  });
  return { name, folder, handler: built.handler, built, questions };
}

function folderOf(name: string): string {
  return join(benchCache, name.replaceAll(/\W+/g, '-'));
}

function echoCall() {
  return { name: 'echo', arguments: { message: 'hello', times: 2 } };
}

function in2025(questions: readonly Question[]): Question[] {
  return questions.filter(({ era }) => era === '2025');
}
