import type { Config } from '../config/config.ts';

type IssuerConfig = Pick<Config, 'issuers'> & Partial<Pick<Config, 'issuerAliases'>>;

/**
 * The name of a person in tickets, unique over all issuers: the subject alone at the first issuer and its aliases,
 * `issuer#subject` elsewhere. An issuer contains no `#` (readConfig), so no caller can choose a subject that reads as a
 * person of another issuer.
 */
export function personName(
  issuer: string,
  subject: string,
  { issuers, issuerAliases = [] }: IssuerConfig,
): string {
  const isPrimary = issuer === issuers[0] || issuerAliases.includes(issuer);
  if (isPrimary && !subject.includes('#')) return subject;
  return `${isPrimary ? issuers[0] : issuer}#${subject}`;
}

/** The name of the person that a caller means by `subject` or `issuer#subject`. */
export function resolvePersonName(text: string, config: IssuerConfig): string {
  const separator = text.indexOf('#');
  const issuer = text.slice(0, separator);
  const subject = text.slice(separator + 1);
  return separator > 0 && subject !== '' && config.issuers.includes(issuer)
    ? personName(issuer, subject, config)
    : personName(config.issuers[0]!, text, config);
}
