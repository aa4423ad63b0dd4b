/**
 * One spelling of a resource URI (RFC 3986 §6.2.2 and §6.2.3), without the trailing slash that .NET adds. Only escapes
 * of unreserved characters are decoded, so that an escaped `/` cannot evade a pattern.
 */
export function canonicalUri(uri: string): string {
  return uri
    .replace(/%[0-9a-f]{2}/gi, (encoded) => {
      const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
      return /[\w.~-]/.test(character) ? character : encoded;
    })
    .replace(/^[a-z][a-z\d+.-]*:/i, (scheme) => scheme.toLowerCase())
    .replace(/^([^/]+:\/\/[^/]+)\/$/, '$1');
}

/** Whether two URIs identify the same resource. Ids are in the authority part, which is case-insensitive. */
export function isSameUri(left: string, right: string): boolean {
  return withLowerCaseAuthority(left) === withLowerCaseAuthority(right);
}

function withLowerCaseAuthority(uri: string): string {
  return canonicalUri(uri).replace(/^[^/]+:\/\/[^/?#]*/, (start) => start.toLowerCase());
}
