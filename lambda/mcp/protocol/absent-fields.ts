type Fields = Readonly<Record<string, unknown>>;

/**
 * The message without fields that mean "absent": some serializers write null, PHP writes an empty object as `[]`, and
 * some clients send an empty cursor. A tool's arguments stay as they are: the tool decides what null means.
 */
export function withoutAbsentFields(body: unknown): unknown {
  if (!isObject(body)) return body;
  const { params, ...message } = body;
  const { method } = body;
  if (!isObject(params)) return isAbsent(params) ? message : body;
  const { _meta, arguments: args, cursor, inputResponses, ...others } = params;
  return {
    ...message,
    params: {
      ...(method === 'completion/complete' ? withEmptyValue(withoutNulls(others)) : withoutNulls(others)),
      ...(method === 'initialize' && others.capabilities === null && { capabilities: {} }),
      ...(!isAbsent(_meta) && { _meta: withoutNulls(_meta) }),
      ...(!isAbsent(args) && { arguments: method === 'tools/call' ? args : withoutNulls(args) }),
      ...(!isAbsent(inputResponses) && { inputResponses }),
      ...(!isAbsent(cursor) && cursor !== '' && { cursor }),
    },
  };
}

/** Some clients send null when nothing is typed yet. */
function withEmptyValue(params: Fields): Fields {
  const { argument } = params;
  return isObject(argument) ? { ...params, argument: { value: '', ...argument } } : params;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || isEmptyList(value);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** Fields that can only hold objects, so that an empty list in them means an empty object. */
const objectsOnly = new Set([
  'capabilities',
  'io.modelcontextprotocol/clientCapabilities',
  'context',
  '_meta',
]);

function withoutNulls<Value>(value: Value, inObjectsOnly = false): Value {
  if (!isObject(value)) return (inObjectsOnly && isEmptyList(value) ? {} : value) as Value;
  if (isComplete(value, inObjectsOnly)) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(
    entries.map(([name, member]) => [name, withoutNulls(member, inObjectsOnly || objectsOnly.has(name))]),
  ) as Value;
}

/** Whether `withoutNulls` would leave nothing out, as of most messages. */
function isComplete(value: Fields, inObjectsOnly: boolean): boolean {
  for (const name in value) {
    const member = value[name];
    const holdsObjects = inObjectsOnly || objectsOnly.has(name);
    if (member === null || (holdsObjects && isEmptyList(member))) return false;
    if (isObject(member) && !isComplete(member, holdsObjects)) return false;
  }
  return true;
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
