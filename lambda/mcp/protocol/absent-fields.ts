type Fields = Readonly<Record<string, unknown>>;

/**
 * The message without what counts as absent: serializers of other languages write null, PHP an empty object as `[]`,
 * and some clients an empty cursor. Arguments are left alone: there, a tool decides what null means.
 */
export function withoutAbsentFields(body: unknown): unknown {
  if (!isObject(body)) return body;
  const { params, ...message } = body;
  if (!isObject(params)) return isAbsent(params) ? message : body;
  const { _meta, arguments: args, cursor, ...others } = withoutNulls(params);
  return {
    ...message,
    params: {
      ...(body.method === 'initialize' ? withoutNestedNulls(others) : others),
      ...(!isAbsent(_meta) && { _meta: isObject(_meta) ? withoutNestedNulls(_meta) : _meta }),
      ...(!isAbsent(args) && { arguments: args }),
      ...(cursor !== undefined && cursor !== '' && { cursor }),
    },
  };
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || isEmptyList(value);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function withoutNulls(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/** Also of the objects one level down, such as the client's capabilities. */
function withoutNestedNulls(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(withoutNulls(fields)).map(([name, value]) => {
      if (isEmptyList(value)) return [name, {}];
      return [name, isObject(value) ? withoutNulls(value) : value];
    }),
  );
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
