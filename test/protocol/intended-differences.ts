/** How a server answered, as far as the two are held together. */
interface Outcome {
  readonly status: number;
  readonly code?: number;
}

/** Where this server means to answer otherwise than the SDK's own handler does. */
export interface Difference {
  readonly what: string;
  readonly because: string;
  /** Names of the requests that it is about; any when absent. */
  readonly requests?: RegExp;
  covers(theirs: Outcome, ours: Outcome): boolean;
}

export const intendedDifferences: readonly Difference[] = [
  {
    what: 'refusals before the body is read carry the HTTP status as their code, not −32000',
    because: 'new servers are not to use −32000 to −32019 (2026-07-28, basic/index, Error Codes)',
    covers: (theirs, ours) =>
      theirs.code === -32000 && theirs.status === ours.status && ours.code === ours.status,
  },
  {
    what: 'an unknown version in a 2025 header is −32022 with the versions that are served',
    because: 'that is the code which the specification has for it, and −32000 says nothing',
    covers: between([400, -32000], [400, -32022]),
  },
  {
    what: 'a batch is refused',
    because: 'one POST that counts as one call in limits and audit must be one call',
    requests: /batch/,
    covers: (theirs, ours) => theirs.status < 300 && ours.status === 400 && ours.code === -32600,
  },
  {
    what: 'a body nested more than 64 levels deep is refused, and so is an id of more than 200 characters',
    because: 'neither has a use, and what is repeated or walked through must be bounded',
    requests: /nested|id "i/,
    covers: (_theirs, ours) => ours.status === 400 && ours.code === -32600,
  },
  {
    what: 'params of a wrong form are −32602 with a sentence, not −32603 with the text of a zod error',
    because: 'they are the mistake of the caller, who reads what to change',
    covers: between([200, -32603], [200, -32602]),
  },
  {
    what: 'a 2025 client may accept JSON alone',
    because: 'every answer here is JSON; an event stream is never sent',
    covers: between([406, -32000], [200]),
  },
  {
    what: 'a 2026 client that does not accept JSON is told so',
    because: 'it has to accept both, and could not read the answer',
    covers: between([200], [406, 406]),
  },
  {
    what: 'subscriptions/listen is an unknown method',
    because: 'no change is announced (listChanged and subscribe are off), so there is nothing to listen to',
    requests: /listen/,
    covers: (_theirs, ours) => ours.status === 404 && ours.code === -32601,
  },
  {
    what: 'tasks/get is an unknown method with and without its Mcp-Name',
    because: 'the tasks extension is not served, and an unknown method is a 404',
    covers: between([400, -32020], [404, -32601]),
  },
  {
    what: 'null, an empty list in place of an object and an empty cursor count as absent',
    because: 'serializers of other languages write what is absent so',
    requests: /a wrong type|made up|params \[\]/,
    covers: (theirs, ours) => theirs.code !== undefined && [undefined, -32602, -32020].includes(ours.code),
  },
  {
    what: 'initialize is negotiated by its body, whatever revision its header names',
    because: 'a client that sends the newest revision it knows must get an answer, and not an error',
    requests: /initialize/,
    covers: between([400, -32020], [200]),
  },
  {
    what: 'an unknown version in the header of a request without an envelope is −32022 too',
    because: 'the client reads which versions are served',
    covers: between([400, -32602], [400, -32022]),
  },
  {
    what: 'an id that JSON.parse has rounded is answered with null',
    because: 'another id than the one that was sent answers no request (JSON-RPC, 5)',
    requests: /id 1152921504606847000/,
    covers: (theirs, ours) => theirs.status === ours.status && theirs.code === ours.code,
  },
  {
    what: 'HEAD has no body',
    because: 'it never has one (RFC 9110, 9.3.2)',
    requests: /method HEAD/,
    covers: (theirs, ours) => theirs.status === ours.status,
  },
  {
    what: 'a byte order mark is no JSON',
    because: 'no client may send one (RFC 8259, 8.1)',
    covers: between([200], [400, -32700]),
  },
];

type Expected = readonly [status: number, code?: number];

function between(theirs: Expected, ours: Expected): Difference['covers'] {
  const fits = ({ status, code }: Outcome, expected: Expected) =>
    status === expected[0] && code === expected[1];
  return (first, second) => fits(first, theirs) && fits(second, ours);
}
