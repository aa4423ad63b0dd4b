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

/** DynamoDB did not do what it was sent, after all retries; the cause is its refusal or what went wrong on the way. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  /** An attempt got no answer, so that a write may have happened all the same. */
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

/** A condition did not hold; `item` is what is there instead. */
export class ConditionFailed extends Error {
  override readonly name = 'ConditionFailed';
  readonly item: Readonly<Record<string, unknown>> | undefined;

  constructor(item: ConditionFailed['item']) {
    super('The condition of a write did not hold.');
    this.item = item;
  }
}

/** A transaction wrote nothing. `reasons` has one entry per write: DynamoDB's code (`None` where all was well) and the item there. */
export class TransactionCanceled extends Error {
  override readonly name = 'TransactionCanceled';
  readonly reasons: readonly { readonly code: string; readonly item: ConditionFailed['item'] }[];

  constructor(reasons: TransactionCanceled['reasons']) {
    super(`A transaction was cancelled: ${reasons.map((reason) => reason.code).join(', ')}`);
    this.reasons = reasons;
  }
}

/** The refusal as one of a condition or a transaction, or undefined where it is neither. */
export function conditionErrorOf(refusal: unknown): ConditionFailed | TransactionCanceled | undefined {
  const { name, body } = (refusal as StoreUnavailable).cause as DynamoDBError;
  if (name === 'ConditionalCheckFailedException') {
    const { Item } = body as { Item?: Record<string, AttributeValue> };
    return new ConditionFailed(Item && unmarshall(Item));
  }
  // A single write met a transaction, which is as good as one transaction that met another.
  if (name === 'TransactionConflictException') {
    return new TransactionCanceled([{ code: 'TransactionConflict', item: undefined }]);
  }
  if (name !== 'TransactionCanceledException') return undefined;
  const { CancellationReasons = [] } = body as { CancellationReasons?: CancellationReason[] };
  return new TransactionCanceled(
    CancellationReasons.map(({ Code = 'None', Item }) => ({ code: Code, item: Item && unmarshall(Item) })),
  );
}
