import type { APIGatewayProxyEvent } from 'aws-lambda';

/** API Gateway's event as the web standard's request, which the SDK's own transports take. */
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
