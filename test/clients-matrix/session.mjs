/** What the steps need of a client, made from an SDK client. */
export function sessionOf(client) {
  return {
    async listTools() {
      return (await client.listTools()).tools.map(({ name }) => name);
    },
    call: async (name, args) => resultOf(await client.callTool({ name, arguments: args })),
    close: () => client.close(),
  };
}

/** A tool's result as a client gets it. */
export function resultOf({ content = [], isError = false }) {
  return { text: content.map(({ text = '' }) => text).join('\n'), isError };
}
