/** What a person wrote, between marks that it cannot close: it is there to be worked on, not to be obeyed. */
export function delimitUntrustedText(mark: string, text: string): string {
  const inside = text.replace(new RegExp(`<(?=[\\s/]*${mark})`, 'gi'), '&lt;');
  return `<${mark}>\n${inside}\n</${mark}>`;
}
