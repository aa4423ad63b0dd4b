/** An error in DynamoDB's format, which dynalite's errors have too. */
export interface DynamoError extends Error {
  statusCode: number;
  body: { __type: string; message?: string; [member: string]: unknown };
}

export function dynamoError(name: string, message: string, members: object = {}): DynamoError {
  const body = { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message, ...members };
  return Object.assign(new Error(message), { statusCode: 400, body });
}

/** For an invalid request: a value that DynamoDB rejects, or an exceeded limit. */
export function validationError(message: string): DynamoError {
  return dynamoError('ValidationException', message);
}

export function isDynamoError(error: unknown): error is DynamoError {
  return error instanceof Error && 'statusCode' in error && 'body' in error;
}

/** The error name that a client sees, such as `ConditionalCheckFailedException`. */
export function errorName(error: DynamoError): string {
  return error.body.__type.split('#').at(-1) ?? '';
}
