import type { Item } from './check.ts';
import { explainsEveryAlarm } from './checks/alarms.ts';
import { recordsEveryCall } from './checks/audit-records.ts';
import { protectsRecords } from './checks/audit-trail.ts';
import { commandsWork } from './checks/commands.ts';
import { keepsData } from './checks/data-protection.ts';
import { answersInTime } from './checks/deadlines.ts';
import { tellsItsHealth } from './checks/health.ts';
import { refusesBadInput } from './checks/input.ts';
import { licensesAllow } from './checks/licences.ts';
import { refusesTooManyCalls } from './checks/limits.ts';
import { linksResolve } from './checks/links.ts';
import { standsLoad } from './checks/load.ts';
import { countsEveryCall } from './checks/metrics.ts';
import { filesOnce } from './checks/once.ts';
import { keepsToScopes } from './checks/permissions.ts';
import { rollsBack } from './checks/roll-back.ts';
import { keepsSecrets } from './checks/secrets.ts';
import { refusesWithoutToken } from './checks/sign-in.ts';
import { isSynthesised } from './checks/synthesis.ts';
import { passesItsTests, speaksTheProtocol } from './checks/tests.ts';

/** The production checklist, in the order in which it is walked: limits are used up after whoever needs them. */
export const checklist: readonly Item[] = [
  item(
    'security-1',
    'Nobody is served without a valid token, and the refusal leads to the sign-in.',
    refusesWithoutToken,
  ),
  item(
    'security-2',
    'A token does only what its scopes say, and a ticket is seen only by those it concerns.',
    keepsToScopes,
  ),
  item(
    'security-3',
    'Whoever calls too often is refused with the time to wait, and nobody else is.',
    refusesTooManyCalls,
  ),
  item(
    'security-4',
    'Bad input is refused in words, and what only looks dangerous is text.',
    refusesBadInput,
  ),
  item(
    'security-5',
    'No answer, file or template gives away a secret or how the server is built.',
    keepsSecrets,
  ),

  item('reliability-1', 'However often a ticket is confirmed, one is filed.', filesOnce),
  item('reliability-2', 'Whatever is sent, an answer comes in time and says what was wrong.', answersInTime),
  item(
    'reliability-3',
    'A monitor learns without a token whether the server and its table are well.',
    tellsItsHealth,
  ),

  item(
    'observability-1',
    'Each call is on record: who, what, how it ended, under the trace id of its caller.',
    recordsEveryCall,
  ),
  item(
    'observability-2',
    'Each call leaves the metrics that dashboard and alarms are made of.',
    countsEveryCall,
  ),
  item(
    'observability-3',
    'Each alarm watches something real, reaches somebody and says what to do.',
    explainsEveryAlarm,
  ),

  item(
    'deployment-1',
    'What runs can be built again from this checkout, without a finding or a right too many.',
    isSynthesised,
  ),
  item(
    'deployment-2',
    'A new version gets a share of the calls first, and an alarm takes it back.',
    rollsBack,
  ),
  item('deployment-3', 'No single mistake takes the data, and no log is kept for ever.', keepsData),

  item('testing-1', 'Types, lint and the tests of every rule pass.', passesItsTests),
  item(
    'testing-2',
    'The official conformance suite and real clients of both generations pass.',
    speaksTheProtocol,
  ),
  item('testing-3', 'The live server answers a short load rightly and quickly.', standsLoad),

  item(
    'documentation-1',
    'Every command in README.md and docs/deploying.md works as far as it can be tried here.',
    commandsWork,
  ),
  item('documentation-2', 'Every link in the documentation leads somewhere.', linksResolve),

  item(
    'compliance-1',
    'Records can be neither changed nor deleted, and hold no personal data.',
    protectsRecords,
  ),
  item('compliance-2', 'Every package that is deployed has a licence that allows it.', licensesAllow),
];

function item(id: string, statement: string, check: Item['check']): Item {
  return { id, area: id.replace(/-\d$/, ''), statement, check };
}
