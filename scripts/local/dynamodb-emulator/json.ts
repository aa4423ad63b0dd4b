/** A request or an answer as JSON; what it holds is dynalite's to check. */
export type Json = Record<string, unknown>;
