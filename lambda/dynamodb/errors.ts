import type { AttributeValue, CancellationReason } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

/** DynamoDB's answer is an error. `name` is its code; the SDK's retry strategy reads `$metadata`. */
export class DynamoDBError extends Error {
  override readonly name: string;
  readonly $metadata: { readonly httpStatusCode: number; clockSkewCorrected?: true };
  /** The whole answer: for a failed condition it holds the item. */
  readonly body: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    body: Readonly<Record<string, unknown>> = {},
    { 'x-amzn-requestid': requestId }: Readonly<Record<string, string>> = {},
  ) {
    const message = String(body.message ?? body.Message ?? `HTTP status ${status}`);
    super(requestId ? `${message} (AWS request id ${requestId})` : message);
    this.name = String(body.__type ?? 'UnknownError').replace(/^.*#/, '');
    this.$metadata = { httpStatusCode: status };
    this.body = body;
  }
}

/** A call failed after all retries; the cause is DynamoDB's rejection or the connection error. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  /** An attempt got no answer, so a write may have happened. */
  readonly outcomeUnknown: boolean;

  constructor(cause: unknown, outcomeUnknown = false) {
    super(cause instanceof DynamoDBError ? 'DynamoDB refused the request.' : 'DynamoDB did not answer.', {
      cause,
    });
    this.outcomeUnknown = outcomeUnknown;
  }

  /** The last attempt was answered. */
  get isRefusal(): boolean {
    return this.cause instanceof DynamoDBError;
  }
}

/** A condition was not met; `item` is the stored item. */
export class ConditionFailed extends Error {
  override readonly name = 'ConditionFailed';
  readonly item: Readonly<Record<string, unknown>> | undefined;

  constructor(item: ConditionFailed['item']) {
    super('The condition of a write did not hold.');
    this.item = item;
  }
}

/** A transaction wrote nothing. `reasons` has an entry per write: DynamoDB's code (`None` for no problem) and the stored item. */
export class TransactionCanceled extends Error {
  override readonly name = 'TransactionCanceled';
  readonly reasons: readonly { readonly code: string; readonly item: ConditionFailed['item'] }[];

  constructor(reasons: TransactionCanceled['reasons']) {
    super(`A transaction was cancelled: ${reasons.map((reason) => reason.code).join(', ')}`);
    this.reasons = reasons;
  }
}

/** The rejection as an error of a condition or a transaction; undefined for any other rejection. */
export function conditionErrorOf(refusal: unknown): ConditionFailed | TransactionCanceled | undefined {
  const { name, body } = (refusal as StoreUnavailable).cause as DynamoDBError;
  if (name === 'ConditionalCheckFailedException') {
    const { Item } = body as { Item?: Record<string, AttributeValue> };
    return new ConditionFailed(Item && unmarshall(Item));
  }
  // A single write conflicted with a transaction: same as a conflict of two transactions.
  if (name === 'TransactionConflictException') {
    return new TransactionCanceled([{ code: 'TransactionConflict', item: undefined }]);
  }
  if (name !== 'TransactionCanceledException') return undefined;
  const { CancellationReasons = [] } = body as { CancellationReasons?: CancellationReason[] };
  return new TransactionCanceled(
    CancellationReasons.map(({ Code = 'None', Item }) => ({ code: Code, item: Item && unmarshall(Item) })),
  );
}
