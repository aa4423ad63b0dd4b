// Lambda lets a module's top-level await end before it sends the first event. Only an ES module has that, but as ES
// modules the libraries would load undici (docs/performance.md): so this file waits, and the bundle stays CommonJS.
import { createRequire } from 'node:module';

export const { handler, ready } = createRequire(import.meta.url)('./index.js');
await ready;
