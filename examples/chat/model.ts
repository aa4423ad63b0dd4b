/** A tool as the server lists it. */
interface ToolDescription {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: unknown;
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: Record<string, unknown>;
}

/** A conversation in this program's own format; each model's adapter converts it. */
export type Turn =
  | { readonly from: 'person'; readonly text: string }
  | {
      readonly from: 'model';
      readonly text: string;
      readonly calls: readonly ToolCall[];
      /** The answer as the API gave it: some APIs want it back unchanged. */
      readonly raw?: unknown;
    }
  | {
      readonly from: 'tools';
      readonly results: readonly { readonly call: ToolCall; readonly text: string }[];
    };

export type ModelTurn = Extract<Turn, { from: 'model' }>;

export interface Model {
  readonly name: string;
  next(turns: readonly Turn[], tools: readonly ToolDescription[]): Promise<ModelTurn>;
}

/** Posts JSON and returns the JSON of the answer; an error contains the status and the API's text. */
export async function postJson<Answer>(
  url: string,
  headers: Record<string, string>,
  body: unknown,
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(120_000),
  });
  if (!response.ok) {
    const text = (await response.text()).slice(0, 500);
    throw new Error(`${new URL(url).host} answered ${response.status}: ${text}`);
  }
  return (await response.json()) as Answer;
}
