/** A guard of an invariant, how it is taken out, and the test that then has to fail. */
export interface Guard {
  readonly invariant: string;
  readonly file: string;
  readonly remove: readonly [guard: string, instead: string];
  /** What guards the same in the same file as well. */
  readonly also?: readonly (readonly [guard: string, instead: string])[];
  readonly test: string;
  /** Only the tests with this in their names. */
  readonly only?: string;
}

export const guards: readonly Guard[] = [
  {
    invariant: 'of two who move a ticket at once one wins',
    file: 'lambda/tickets/ticket-writes.ts',
    remove: [
      "'#status = :status AND #version = :version'",
      "'attribute_exists(#status) AND :status <> :version'",
    ],
    also: [
      ['...entry }, ...mustNotExist },', '...entry } },'],
      ['change) },\n      ...mustNotExist,', 'change) },'],
    ],
    test: 'test/faults/linear.test.ts',
  },
  {
    invariant: 'the same request makes one ticket',
    file: 'lambda/tickets/ticket-creation.ts',
    remove: ['if (isRemembered(earlier, by.now))', 'if (isRemembered(earlier, by.now) && false)'],
    test: 'test/state/ticket-creation.test.ts',
  },
  {
    invariant: 'the same request under way twice makes one ticket',
    file: 'lambda/tickets/idempotency.ts',
    remove: [
      "condition: 'attribute_not_exists(pk) OR #expires_at <= :now'",
      "condition: 'attribute_not_exists(pk) OR #expires_at <> :now'",
    ],
    test: 'test/state/ticket-creation.test.ts',
  },
  {
    invariant: 'every reader’s list has the ticket',
    file: 'lambda/tickets/access.ts',
    remove: ["return ['ALL', ...[...people]", "return ['ALL', ...[...people].slice(0, 1)"],
    test: 'test/faults/models.test.ts',
    only: 'tickets do',
  },
  {
    invariant: 'the counts agree with the tickets',
    file: 'lambda/tickets/ticket-writes.ts',
    remove: ["':minusOne': -1", "':minusOne': 0"],
    test: 'test/faults/faulty-table.test.ts',
    only: 'under delay',
  },
  {
    invariant: 'no id is given out twice',
    file: 'lambda/tickets/ticket-creation.ts',
    remove: ["':next': last + 1, ...(last > 0", "':next': last, ...(last > 0"],
    // The ticket's own condition stands behind the number's.
    also: [['now }, mustNotExist)', 'now }, {})']],
    test: 'test/state/ticket-creation.test.ts',
    only: 'one after the other',
  },
  {
    invariant: 'a ticket that is not the caller’s does not exist',
    file: 'lambda/tickets/access.ts',
    remove: ["return scopes.has('admin') || person", 'return scopes.size > 0 || person'],
    test: 'test/faults/models.test.ts',
    only: 'tickets do',
  },
  {
    invariant: 'the same subject of another issuer is another person',
    file: 'lambda/auth/person-name.ts',
    remove: ['const isPrimary = issuer === issuers[0] ||', 'const isPrimary = issuers.includes(issuer) ||'],
    test: 'test/security/issuers.test.ts',
  },
  {
    invariant: '“Nothing was written” is true',
    file: 'lambda/dynamodb/write-outcome.ts',
    remove: ['error instanceof StoreUnavailable && error.outcomeUnknown', 'false'],
    test: 'test/store-outage.test.ts',
    only: 'never answered for is in doubt',
  },
  {
    invariant: 'a retried transaction is not a second one',
    file: 'lambda/dynamodb/client.ts',
    remove: ['ClientRequestToken: randomUUID(),', ''],
    test: 'test/state/ticket-creation-killed.test.ts',
    only: 'got lost on the way',
  },
  {
    invariant: 'a table that hangs is waited for once',
    file: 'lambda/dynamodb/circuit-breaker.ts',
    remove: ['if (open === value) return;', 'if (value || open === value) return;'],
    test: 'test/faults/hanging-table.test.ts',
  },
  {
    invariant: 'no caller gets more than the limit',
    file: 'lambda/rate-limiting/dynamodb-rate-limiter.ts',
    remove: [
      'return now + cost(limit) * (limit.perMinute - 1);',
      'return now + cost(limit) * (limit.perMinute + 1);',
    ],
    test: 'test/faults/models.test.ts',
    only: 'limits do',
  },
  {
    invariant: 'a clock that was ahead locks no caller out',
    file: 'lambda/rate-limiting/dynamodb-rate-limiter.ts',
    remove: ['return stored > latestFullAt(now) ? 0 : stored;', 'return stored;'],
    test: 'test/state/rate-limiter.test.ts',
  },
  {
    invariant: 'a cursor counts for its caller and question',
    file: 'lambda/services/signed-cursor.ts',
    remove: ['if (genuine) return position;', 'if (genuine || position) return position;'],
    test: 'test/faults/models.test.ts',
    only: 'cursors do',
  },
  {
    invariant: 'a confirmation is used once',
    file: 'lambda/tickets/consume-elicitation.ts',
    remove: ['...mustNotExist }', '}'],
    test: 'test/faults/models.test.ts',
    only: 'confirmations do',
  },
  {
    invariant: 'a second import changes nothing',
    file: 'lambda/inventory/import-items.ts',
    remove: [
      'const { due, ...changes } = compareRows(rows.map(withoutDate), stored,',
      'const { due, ...changes } = compareRows(rows.map(withoutDate), new Map() as typeof stored,',
    ],
    test: 'test/faults/models.test.ts',
    only: 'imports do',
  },
  {
    invariant: 'a withdrawn key opens nothing after ten minutes',
    file: 'lambda/auth/jwks-cache.ts',
    remove: ['const refreshMs = keyLifetimeMs / 2;', 'const refreshMs = keyLifetimeMs * 100;'],
    test: 'test/auth/keys.test.ts',
  },
  {
    invariant: 'no secret is in a log',
    file: 'lambda/redaction/redact-text.ts',
    remove: ['return withoutSecretSigns.test(text) ? text : redactByPatterns(text);', 'return text;'],
    test: 'test/security/redaction.test.ts',
  },
  {
    invariant: 'no text is there that a person does not see',
    file: 'lambda/text/invisible-characters.ts',
    remove: ['if (!candidates.test(text)) return text;', 'return text;'],
    test: 'test/security/hostile-input.test.ts',
  },
  {
    invariant: 'text that people wrote is marked as data',
    file: 'lambda/mcp/methods/call-tool.ts',
    remove: ['...(untrustedText ? [untrustedText[language]] : []),', ''],
    test: 'test/security/untrusted-text.test.ts',
  },
  {
    invariant: 'no answer holds internals',
    file: 'lambda/mcp/methods/call-tool.ts',
    remove: [
      'messages.failed, messages.tellOperators',
      'String((error as Error).stack), messages.tellOperators',
    ],
    test: 'test/security/hostile-input.test.ts',
  },
  {
    invariant: 'bodies without a token are not read',
    file: 'lambda/handlers/container/api-gateway-adapter.ts',
    remove: ['route.authorized ? await readBody(request) : noBody', 'await readBody(request)'],
    test: 'test/faults/unfinished-bodies.test.ts',
  },
  {
    invariant: 'unfinished bodies do not fill the memory',
    file: 'lambda/handlers/container/read-body.ts',
    remove: ['if (unfinishedBytes <= maxBytes) break;', 'if (unfinishedBytes) break;'],
    test: 'test/faults/unfinished-bodies.test.ts',
  },
  {
    invariant: 'a server that stops loses no request',
    file: 'lambda/handlers/container/drain.ts',
    remove: ["if (draining) response.setHeader('connection', 'close');", ''],
    test: 'test/faults/drain.test.ts',
    only: 'loses no request',
  },
  {
    invariant: 'what Node refuses is on record',
    file: 'lambda/handlers/container/api-gateway-adapter.ts',
    remove: ['recordNodeRefusals(server, options);', ''],
    test: 'test/faults/node-refusals.test.ts',
  },
  {
    invariant: 'a damaged data folder is not opened',
    file: 'scripts/local/dynamodb-emulator/integrity.ts',
    remove: ['stored === undefined ? lastBatch > 0 : stored.batches < lastBatch', 'false'],
    test: 'test/faults/damaged-folder.test.ts',
    only: 'the log is empty',
  },
  {
    invariant: 'a token for another audience opens nothing',
    file: 'lambda/auth/verify-token.ts',
    remove: [
      "throw new InvalidToken('The token was issued for another audience.', 'foreign_token');",
      'return [wholeServer];',
    ],
    test: 'test/security/tokens.test.ts',
  },
  {
    invariant: 'with a scope prefix, a bare word is no scope',
    file: 'lambda/auth/granted-scopes.ts',
    remove: ["const prefix = isBare ? '' : scopePrefix;", "const prefix = '';"],
    test: 'test/security/tokens.test.ts',
  },
  {
    invariant: 'without its scope nothing is done',
    file: 'lambda/pipeline/authorize.ts',
    remove: ['const hasScope = open || (scope && caller.scopes.has(scope));', 'const hasScope = true;'],
    test: 'test/security/scopes.test.ts',
  },
  {
    invariant: 'a rule that denies wins',
    file: 'lambda/access/access-rights.ts',
    remove: ['if (denying) return', 'if (denying && false) return'],
    test: 'test/access/access-policy.test.ts',
  },
  {
    invariant: 'an administrator is made by the group alone',
    file: 'lambda/handlers/suppress-scopes.ts',
    remove: [
      'if (!isFederated || !scopesByGroup) return scopes.slice(0, -1);',
      'if (!isFederated) return scopes;',
    ],
    test: 'test/auth/admin-scope.test.ts',
  },
  {
    invariant: 'a web page of another origin is refused',
    file: 'lambda/http/cors.ts',
    remove: ['if (!URL.canParse(origin)) return false;', 'if (origin) return true;'],
    test: 'test/protocol/cross-origin.test.ts',
  },
  {
    invariant: 'no line of a ticket passes for a fact of the question',
    file: 'lambda/tickets/confirmation-text.ts',
    remove: ['...draft.body.split(lineEnd)', '...[draft.body]'],
    test: 'test/mcp/confirmation.test.ts',
  },
  {
    invariant: 'a body is held to its size',
    file: 'lambda/http/validate-request.ts',
    remove: ['if (Buffer.byteLength(body) > config.maxBodyBytes) {', 'if (!config.maxBodyBytes) {'],
    test: 'test/protocol/request-checks.test.ts',
  },
  {
    invariant: 'a setting that does not exist stops the start',
    file: 'lambda/config/unknown-variables.ts',
    remove: ['if (unknown.length > 0) throw new ConfigError(unknown);', ''],
    test: 'test/security/settings.test.ts',
  },
  {
    invariant: 'every call is on record',
    file: 'lambda/app.ts',
    remove: ["await withSpan('audit', () => services.audit.write(record));", ''],
    test: 'test/audit.test.ts',
  },
  {
    invariant: 'an interrupted first start is completed',
    file: 'scripts/dev/seed.ts',
    remove: ['if (!isInterrupted && !isUnused(', 'if (!isUnused('],
    test: 'test/faults/interrupted-first-start.test.ts',
  },
  {
    invariant: 'a lost answer of the limiter counts once',
    file: 'lambda/rate-limiting/dynamodb-rate-limiter.ts',
    remove: ['if (error.item?.[mark.attribute] === mark.id) return { allowed: true };', ''],
    test: 'test/state/rate-limiter.test.ts',
  },
  {
    invariant: 'a tool of another server that was not approved is not there',
    file: 'lambda/mounted-servers/mounted-catalog.ts',
    remove: ["server && record.state === 'approved' ?", 'server ?'],
    test: 'test/mounted-servers/own-answers.test.ts',
    only: 'changes its tools',
  },
  {
    invariant: 'a mounted server that fails is given up, and tried by one call',
    file: 'lambda/mounted-servers/circuit-breaker.ts',
    remove: ['if (wait > 0) return refused(wait);', ''],
    test: 'test/mounted-servers/circuit-breaker.test.ts',
  },
  {
    invariant: 'a clock that was ahead keeps no mounted server away',
    file: 'lambda/mounted-servers/circuit-breaker.ts',
    remove: ['return ms > longestMs + clockSkewMs ? 0 : Math.max(0, ms);', 'return Math.max(0, ms);'],
    test: 'test/mounted-servers/circuit-breaker.test.ts',
  },
  {
    invariant: 'no mounted server is at a private or reserved address',
    file: 'lambda/mounted-servers/upstream/address-guard.ts',
    remove: ["if (kind === 'public') return;", 'if (kind) return;'],
    test: 'test/mounted-servers/addresses.test.ts',
  },
  {
    invariant: 'a caller’s token goes to no other server',
    file: 'lambda/mounted-servers/upstream/upstream-caller.ts',
    remove: [
      'headers: await credentials.headersFor(server, bearer, deadline),',
      "headers: { authorization: 'Bearer ' + bearer?.token },",
    ],
    test: 'test/mounted-servers/misbehaviour.test.ts',
    only: 'our own sign-in',
  },
  {
    invariant: 'an answer of another server is held to its size',
    file: 'lambda/mounted-servers/upstream/http-exchange.ts',
    remove: ['if (bytes > maxBytes)', 'if (!bytes)'],
    test: 'test/mounted-servers/misbehaviour.test.ts',
    only: 'is too large',
  },
  {
    invariant: 'a row of numbers hides no personal one',
    file: 'lambda/redaction/redact-numbers.ts',
    remove: ['...personalNumbersIn(text), ', ''],
    test: 'test/security/redaction.test.ts',
  },
];
