import { MCPServerStreamableHttp } from '@openai/agents';
import { resultOf } from '../session.mjs';

export async function connect({ url, token }) {
  const server = new MCPServerStreamableHttp({
    name: 'ops',
    url,
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  });
  await server.connect();
  return {
    async listTools() {
      return (await server.listTools()).map(({ name }) => name);
    },
    call: async (name, args) => resultOf(await server.callToolResult(name, args)),
    close: () => server.close(),
  };
}
