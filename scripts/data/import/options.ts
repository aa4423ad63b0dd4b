import { parseArgs } from 'node:util';

export const usage = `npm run import -- [--inventory FILE] [--policies DIR] [--tickets FILE] [--dry-run]

Brings your data into the table of the local server, or into a deployed one that --table names.
docs/importing-your-data.md tells what the files look like.

  --inventory FILE     a spreadsheet: .xlsx, .csv or .tsv
  --policies DIR       a folder of Markdown files
  --tickets FILE       a spreadsheet or JSON Lines
  --synonyms FILE      a .csv with words of one meaning in each row; replaces the ones before
  --dry-run            writes nothing and lists what would be created, changed and removed
  --delete-missing     removes the items and policies that the files no longer have
  --propose-map        writes import-map.json, a proposal of what your columns and words mean
  --map FILE           reads the spreadsheets as this map says
  --created-by NAME    whose the tickets are that name no author
  --time-zone ZONE     of times that do not say theirs, as Asia/Seoul; by default this machine's
  --remove-sample      removes the sample data, before anything else
  --retry-for SECONDS  how long a table that is busy or away is tried again; by default 120
  --table NAME --region REGION   a deployed table

Exit code: 0 all rows are in, 1 all but the rows named on stderr, 2 nothing was imported, 3 it stopped midway.`;

/** What was asked for. Throws an Error with the usage when that cannot be. */
export function readOptions() {
  const { map, ...values } = parseOptions();
  const { inventory, policies, tickets, help } = values;
  const hasSource = [inventory, policies, tickets].some((source) => source !== undefined);
  if (!help && !hasSource && !values['remove-sample'] && values.synonyms === undefined)
    throw new Error(`Say what to import.\n\n${usage}`);
  return {
    ...values,
    sources: { inventory, policies, tickets },
    hasSource,
    map,
    dryRun: values['dry-run'],
    timeZone: timeZoneOf(values['time-zone']),
    retrySeconds: secondsOf(values['retry-for']),
  };
}

function parseOptions() {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({
      options: {
        inventory: text,
        policies: text,
        tickets: text,
        synonyms: text,
        table: text,
        region: text,
        map: text,
        'created-by': text,
        'time-zone': text,
        'retry-for': { type: 'string', default: '120' },
        'dry-run': flag,
        'delete-missing': flag,
        'propose-map': flag,
        'remove-sample': flag,
        help: flag,
      },
    }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${usage}`, { cause: error });
  }
}

function timeZoneOf(zone: string | undefined): string {
  if (zone === undefined) return Intl.DateTimeFormat().resolvedOptions().timeZone;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    throw new Error(`--time-zone: found "${zone}", expected the name of a zone such as Asia/Seoul.`);
  }
}

function secondsOf(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new Error(`--retry-for: found "${text}", expected a number of seconds.`);
}
