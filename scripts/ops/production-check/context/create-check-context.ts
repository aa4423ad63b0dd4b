import { join } from 'node:path';
import { CannotTell } from '../sources/inconclusive-error.ts';
import { readLogFile, waitFor } from '../sources/log-records.ts';
import { createSite } from '../sources/target-server.ts';
import type { People } from '../sources/test-identities.ts';
import { type Given, type Observed, once, recordsFrom, type TestPart } from './check-context.ts';
import { fileTicket } from './check-ticket.ts';
import { repositoryAt } from './repository.ts';
import { startProbe } from './start-probe-server.ts';
import { reuseTests, runTests } from './test-report.ts';

export interface CheckOptions {
  /** The MCP endpoint. */
  readonly url: string;
  readonly people: People;
  readonly root: string;
  /** Whose template is looked at. */
  readonly stage: string;
  /** Where the server's audit records can be read. */
  readonly auditFile?: string | undefined;
  /** What the server writes to stdout: audit records and metrics. */
  readonly logFile?: string | undefined;
  /** A report of the whole test suite, instead of running it. */
  readonly testReport?: string | undefined;
}

/** A record that a server writes to a disk of ours is there at once; one that goes through CloudWatch takes a while. */
const arrivalMs = { local: 3_000, remote: 90_000 };

/** What the checks get to ask: the live server, and the checkout with its own programs. */
export function createGiven(options: CheckOptions): Given {
  const { url, people, root, stage, testReport } = options;
  const site = createSite(url, { patienceMs: 15_000 });
  const repository = repositoryAt(root, stage);
  const synthesis = once(repository.synthesis);
  const records = options.auditFile ?? options.logFile;
  const patienceMs = site.isLocal ? arrivalMs.local : arrivalMs.remote;

  return {
    site,
    people,
    root,
    promptMs: site.isLocal ? 1_000 : 3_000,
    ticket: once(() => fileTicket(site, people)),
    auditRecords: records
      ? recordsFrom(() => readLogFile(records), patienceMs)
      : async () => {
          throw new CannotTell(
            'needs the audit records: give --audit-file, or --log-file with what `aws logs tail --follow` writes',
          );
        },
    observe: () => observe(options, site, patienceMs),
    synthesis,
    async stack() {
      const { template, output } = await synthesis();
      if (!template) throw new Error(`There is no template: ${output.trim().split('\n').at(-1)}`);
      return template;
    },
    typesAndLint: repository.typesAndLint,
    testReport: (part: TestPart) => (testReport ? reuseTests(root, testReport, part) : runTests(root, part)),
    bundledPackages: repository.bundledPackages,
  };
}

async function observe(
  { logFile, people, root }: CheckOptions,
  site: Given['site'],
  patienceMs: number,
): Promise<Observed> {
  if (logFile) {
    return {
      site,
      token: await people.token('worker'),
      source: logFile,
      lines: (start, wanted) => waitFor(() => readLogFile(logFile), start, wanted, patienceMs),
      [Symbol.asyncDispose]: async () => {},
    };
  }
  if (site.isLocal) return startProbe(root, patienceMs);
  throw new CannotTell(
    'needs the log of the server: give --log-file with what `aws logs tail --follow` writes',
  );
}

/** The repository that this script lies in. */
export const thisCheckout = join(import.meta.dirname, '../../../..');
