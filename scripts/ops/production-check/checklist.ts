import { recordsEveryCall } from './checks/live/audit-records.ts';
import { refusesWithoutToken } from './checks/live/authentication.ts';
import { tellsItsHealth } from './checks/live/health.ts';
import { filesOnce } from './checks/live/idempotency.ts';
import { refusesBadInput } from './checks/live/input.ts';
import { standsLoad } from './checks/live/load.ts';
import { countsEveryCall } from './checks/live/metrics.ts';
import { keepsToScopes } from './checks/live/permissions.ts';
import { refusesTooManyCalls } from './checks/live/rate-limits.ts';
import { commandsWork } from './checks/repository/commands.ts';
import { licensesAllow } from './checks/repository/licences.ts';
import { linksResolve } from './checks/repository/links.ts';
import { passesItsTests, speaksTheProtocol } from './checks/repository/tests.ts';
import { explainsEveryAlarm } from './checks/template/alarms.ts';
import { protectsRecords } from './checks/template/audit-trail.ts';
import { keepsData } from './checks/template/data-protection.ts';
import { answersInTime } from './checks/template/deadlines.ts';
import { rollsBack } from './checks/template/roll-back.ts';
import { keepsSecrets } from './checks/template/secrets.ts';
import { isSynthesised } from './checks/template/synthesis.ts';
import type { Item } from './context/check.ts';

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
