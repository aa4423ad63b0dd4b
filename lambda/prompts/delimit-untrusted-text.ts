/**
 * Encloses a person's text in tags that the text cannot close, so that a model treats it as data, not as instructions.
 */
export function delimitUntrustedText(mark: string, text: string): string {
  const inside = text.replace(new RegExp(`<(?=[\\s/]*${mark})`, 'gi'), '&lt;');
  return `<${mark}>\n${inside}\n</${mark}>`;
}
