/** The floor: what runtime, event and answer cost without any work. */
export async function handler() {
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
}
