import type { APIGatewayProxyEvent } from 'aws-lambda';

/** Converts API Gateway's event to a web standard request, which the SDK's own transports accept. */
export function requestOf({ httpMethod, path, headers, body }: APIGatewayProxyEvent): Request {
  return new Request(`https://bench.example${path}`, {
    method: httpMethod,
    headers: headers as Record<string, string>,
    body,
  });
}

export async function resultOf(response: Response) {
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  };
}
