import { MultiServerMCPClient } from '@langchain/mcp-adapters';

export async function connect({ url, token }) {
  const client = new MultiServerMCPClient({
    mcpServers: { ops: { transport: 'http', url, headers: { authorization: `Bearer ${token}` } } },
  });
  const tools = await client.getTools();
  return {
    listTools: async () => tools.map(({ name }) => name),
    async call(name, args) {
      const result = await tools.find((tool) => tool.name === name).invoke(args);
      return { text: typeof result === 'string' ? result : JSON.stringify(result), isError: false };
    },
    close: () => client.close(),
  };
}
