/**
 * A resource URI in one spelling (RFC 3986 §6.2.2 and §6.2.3): scheme in lower case, escapes of unreserved characters
 * decoded, no path of a slash only, as .NET adds one. Other escapes stay: an escaped `/` is not a way around a pattern.
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

/** Whether two URIs name the same resource: the authority, where ids stand here, compares in any case. */
export function isSameUri(left: string, right: string): boolean {
  return withLowerCaseAuthority(left) === withLowerCaseAuthority(right);
}

function withLowerCaseAuthority(uri: string): string {
  return canonicalUri(uri).replace(/^[^/]+:\/\/[^/?#]*/, (start) => start.toLowerCase());
}
