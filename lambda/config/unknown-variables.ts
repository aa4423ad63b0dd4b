import { editDistance } from '../text/edit-distance.ts';
import { ConfigError } from './config-error.ts';
import { environmentSchema, limitName, otherNames } from './environment-schema.ts';

const ownName =
  /^(?:OIDC|LIMITS?|RATE_LIMITS?|ALLOWED|SCOPES?|SIGNING|DYNAMODB|REQUEST_DEADLINE|MAX_BODY|LOW_STOCK|AUDIT|MOUNT(?:ED)?_SERVERS?|READ_ONLY|ACCESS_POLIC(?:Y|IES)|CORS|NOTICE|(?:O?AUTH|JWT)_(?:ISSUERS?|AUDIENCES?|JWKS))(?:_|$)|_PER_MINUTE$/;
/** Users may write the product's name before a setting. */
const productPrefix = /^OPS_(?:ASSISTANT_)?/i;
/** Kubernetes sets such variables in every container for each Service, whatever its name. */
const serviceVariable = /_SERVICE_(?:HOST|PORT)|_PORT(?:_\d+_\w+)?$/;
const lettersOf = (name: string) => name.toUpperCase().replaceAll('_', '');

/** Without this check, a misspelt name would silently leave a limit, an issuer or a secret at its default. */
export function rejectUnknownVariables(variables: Readonly<Record<string, unknown>>): void {
  const known = [...Object.keys(environmentSchema.shape), ...otherNames];
  const knownLetters = new Set(known.map(lettersOf));
  const unknown = Object.keys(variables).flatMap((name) => {
    if (known.includes(name) || limitName.test(name)) return [];
    const isService = serviceVariable.test(name);
    const bare = isService ? name : name.replace(productPrefix, '');
    const upper = bare.toUpperCase();
    const resemblesSetting =
      (ownName.test(bare) && !isService) ||
      knownLetters.has(lettersOf(bare)) ||
      /^(?:oidc|limit|allowed|scope|signing)_|_per_minute$/.test(name) ||
      (bare.length >= 8 &&
        !/^(?:AWS|OTEL)_/.test(name) &&
        known.some((candidate) => isNear(upper, candidate)));
    if (!resemblesSetting) return [];
    const family = known.filter((candidate) => candidate.split('_')[0] === upper.split('_')[0]);
    const nearest = nearestOf(upper, family.length > 0 ? family : known);
    const longer = known.find((candidate) => candidate.startsWith(upper));
    const suggestion = /LIMIT|_PER_MINUTE/i.test(name)
      ? 'LIMIT_<TOOL>_PER_MINUTE or LIMIT_CALLER_PER_MINUTE'
      : (longer ?? nearest);
    return [{ path: [name], message: `there is no such variable; the nearest is ${suggestion}` }];
  });
  if (unknown.length > 0) throw new ConfigError(unknown);
}

/** The edit distance is computed only for similar names: every start compares every variable. */
function isNear(name: string, known: string): boolean {
  if (Math.abs(name.length - known.length) > 2) return false;
  const alike = [...name].filter((letter) => known.includes(letter)).length;
  return alike >= name.length - 2 && editDistance(name, known) <= 2;
}

function nearestOf(name: string, known: readonly string[]): string {
  return known
    .map((candidate): [string, number] => [candidate, editDistance(name, candidate)])
    .reduce((best, next) => (next[1] < best[1] ? next : best))[0];
}
