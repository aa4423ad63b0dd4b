import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { sessionOf } from '../session.mjs';

/** For hosts that speak stdio only; here the host is SDK v1. */
export async function connect({ url, token }) {
  const client = new Client({ name: 'matrix', version: '1.0.0' });
  const proxy = fileURLToPath(import.meta.resolve('../node_modules/mcp-remote/dist/proxy.js'));
  const args = [proxy, url, '--allow-http', '--header', `Authorization:Bearer ${token}`];
  const transport = new StdioClientTransport({ command: process.execPath, args, stderr: 'ignore' });
  const closed = new Promise((resolve) => {
    client.onclose = resolve;
  });
  try {
    // With an invalid token, the proxy waits for a sign-in in a browser.
    await client.connect(transport, { timeout: 15_000 });
  } catch (error) {
    // The SDK ends the proxy in the background: without this wait, steps.mjs exits first and the proxy stays.
    await closed;
    throw error;
  }
  return sessionOf(client);
}
