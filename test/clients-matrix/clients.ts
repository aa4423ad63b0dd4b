/** A client as it is run: the file in `clients/` that connects it, and the package whose version counts. */
export interface MatrixClient {
  readonly title: string;
  readonly file: string;
  readonly mode?: string;
  readonly package: string;
}

const sdkV2 = { file: 'sdk-v2', package: '@modelcontextprotocol/client' };

export const matrixClients: readonly MatrixClient[] = [
  { title: 'SDK v1', file: 'sdk-v1', package: '@modelcontextprotocol/sdk' },
  { title: 'SDK v2, auto', ...sdkV2, mode: 'auto' },
  { title: 'SDK v2, legacy', ...sdkV2, mode: 'legacy' },
  { title: 'SDK v2, pinned', ...sdkV2, mode: 'pinned' },
  { title: 'Inspector CLI', file: 'inspector-cli', package: '@modelcontextprotocol/inspector' },
  { title: 'mcp-remote', file: 'mcp-remote', package: 'mcp-remote' },
  { title: 'AI SDK', file: 'ai-sdk', package: '@ai-sdk/mcp' },
  { title: 'LangChain', file: 'langchain', package: '@langchain/mcp-adapters' },
  { title: 'OpenAI Agents', file: 'openai-agents', package: '@openai/agents' },
  { title: 'Mastra', file: 'mastra', package: '@mastra/mcp' },
];
