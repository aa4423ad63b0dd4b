/** The floor: the cost of runtime, event and answer without any work. */
export async function handler() {
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
}
