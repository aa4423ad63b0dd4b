import { MCPClient } from '@mastra/mcp';
import { resultOf } from '../session.mjs';

export async function connect({ url, token, elicit }) {
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  const client = new MCPClient({
    id: `matrix-${Math.random()}`,
    servers: { ops: { url: new URL(url), requestInit, inputRequests: elicit } },
  });
  const { tools, errors } = await client.listToolsWithErrors();
  if (errors?.ops) throw new Error(errors.ops);
  return {
    listTools: async () => Object.keys(tools),
    async call(name, args) {
      const result = await tools[`ops_${name}`].execute(args, {});
      return Array.isArray(result?.content)
        ? resultOf(result)
        : { text: JSON.stringify(result), isError: false };
    },
    close: () => client.disconnect(),
  };
}
