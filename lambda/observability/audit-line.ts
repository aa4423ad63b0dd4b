export type AuditLine = Readonly<Record<string, unknown>>;

/** The object in a line of the audit log; undefined for a line of another kind, or one that was cut short. */
export function recordIn(line: string): AuditLine | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as AuditLine) : undefined;
  } catch {
    return undefined;
  }
}
