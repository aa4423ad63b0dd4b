import { join } from 'node:path';
import { type BuiltFunction, buildFunction, buildHandler } from '../../bundle/build-function.ts';
import type { Deployed } from '../harness/lambda-environment.ts';
import { benchCache } from '../harness/runtime-client.ts';
import { handshakes, inBothProtocols, type Scenario } from '../harness/scenarios.ts';
import type { TestEnvironment } from '../harness/test-environment.ts';
import { buildPeer } from './build-peer.ts';
import { makeCodeCache } from './make-code-cache.ts';
import { numberOfTools } from './number-of-tools.ts';
import { calls, lists, productScenarios, scenarioNames } from './product-scenarios.ts';

/** A program to compare, built and ready to start. */
export interface Subject extends Deployed {
  readonly name: string;
  readonly built: BuiltFunction;
  readonly scenarios: readonly Scenario[];
}

export interface Subjects {
  readonly floor: Subject;
  readonly helloV1: Subject;
  readonly helloV2: Subject;
  readonly middyMcp: Subject;
  readonly usualPackages: Subject;
  readonly ours: Subject;
  /** The same bundle, with a table that answers at once. */
  readonly oursAlone: Subject;
  readonly oursUncached: Subject;
  readonly with5Tools: Subject;
  readonly with50Tools: Subject;
}

export async function buildSubjects(surroundings: TestEnvironment): Promise<Subjects> {
  const { environment, instantEndpoint, token } = surroundings;
  const bearer = await token('bench');
  const hello = helloScenarios();
  const ours = { ...(await buildProduct('Ops Assistant', productScenarios(bearer))), environment };
  const uncached = await buildProduct('Ops Assistant without cache', calls(bearer).slice(0, 2));
  const alone = { ...environment, DYNAMODB_ENDPOINT: instantEndpoint };
  // The server does not start with a limit of an unknown tool.
  const unlimited = Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^LIMIT_(?!CALLER_)/.test(name)),
  );
  await makeCodeCache(ours.folder, { environment, token });
  return {
    floor: await build('no-op handler', 'scripts/performance/bench/handlers/noop.ts', []),
    // Servers on SDK v1 do not support server/discover or anything else of 2026-07-28.
    helloV1: await build(
      'hello world, SDK v1',
      'scripts/performance/bench/handlers/hello-sdk-v1.ts',
      in2025(hello),
    ),
    helloV2: await build('hello world, SDK v2', 'scripts/performance/bench/handlers/hello-sdk-v2.ts', hello),
    middyMcp: {
      name: 'hello world, middy-mcp',
      ...(await buildPeer('middy-mcp')),
      scenarios: in2025(hello),
      environment: {},
    },
    usualPackages: {
      name: 'usual packages, everything on',
      ...(await buildPeer('usual-packages')),
      scenarios: in2025(helloScenarios(bearer)),
      environment: alone,
    },
    ours,
    oursUncached: { ...uncached, name: 'Ops Assistant, without the code cache', environment: alone },
    oursAlone: {
      ...ours,
      name: 'Ops Assistant, table answers at once',
      scenarios: calls(bearer),
      environment: alone,
    },
    with5Tools: { ...(await buildProduct('with 5 tools', lists(bearer), 5)), environment: unlimited },
    with50Tools: { ...(await buildProduct('with 50 tools', lists(bearer), 50)), environment: unlimited },
  };
}

/** A bare server with unmodified packages. */
async function build(name: string, entry: string, scenarios: readonly Scenario[]): Promise<Subject> {
  const folder = folderOf(name);
  const built = await buildFunction(entry, folder, { asPublished: true });
  return { name, folder, handler: built.handler, built, scenarios, environment: {} };
}

/** Builds only the product, for separate measurements. */
export async function buildProductFor(name: string): Promise<Subject> {
  return { ...(await buildProduct(name, [])), environment: {} };
}

async function buildProduct(name: string, scenarios: readonly Scenario[], tools?: number) {
  const folder = folderOf(name);
  const built = await buildHandler(folder, { plugins: tools ? [numberOfTools(tools)] : [] });
  return { name, folder, handler: built.handler, built, scenarios };
}

function folderOf(name: string): string {
  return join(benchCache, name.replaceAll(/\W+/g, '-'));
}

function helloScenarios(bearer?: string): Scenario[] {
  return [
    ...handshakes(bearer),
    ...lists(bearer),
    ...inBothProtocols(scenarioNames.call, 'tools/call', echoCall, bearer),
  ];
}

function echoCall() {
  return { name: 'echo', arguments: { message: 'hello', times: 2 } };
}

function in2025(scenarios: readonly Scenario[]): Scenario[] {
  return scenarios.filter(({ era }) => era === '2025');
}
