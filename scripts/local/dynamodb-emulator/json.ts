/** A request or an answer as JSON; dynalite checks its content. */
export type Json = Record<string, unknown>;
