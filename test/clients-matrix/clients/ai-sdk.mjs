import { createMCPClient, ElicitationRequestSchema } from '@ai-sdk/mcp';
import { resultOf } from '../session.mjs';

export async function connect({ url, token, elicit }) {
  const client = await createMCPClient({
    transport: { type: 'http', url, headers: { authorization: `Bearer ${token}` } },
    capabilities: { elicitation: {} },
  });
  client.onElicitationRequest(ElicitationRequestSchema, elicit);
  const tools = await client.tools();
  return {
    listTools: async () => Object.keys(tools),
    call: async (name, args) => resultOf(await tools[name].execute(args, { messages: [], toolCallId: '1' })),
    close: () => client.close(),
  };
}
