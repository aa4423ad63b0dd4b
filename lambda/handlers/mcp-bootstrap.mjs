// Lambda lets a module's top-level await end before it sends the first event. Only an ES module has that, but as ES
// modules the libraries would load undici (docs/performance.md): so this file waits, and the bundle stays CommonJS.
import { createRequire } from 'node:module';

// An import of node:fs would load its streams and promises too.
const { existsSync, readFileSync } = process.getBuiltinModule('node:fs');
const { Script } = process.getBuiltinModule('node:vm');

const folder = import.meta.dirname;
const filename = `${folder}/index.js`;
const cacheFile = `${filename}.cache`;
// V8 refuses a cache that another V8 made, or one with other flags: then it compiles as it would without.
const cachedData = existsSync(cacheFile) ? readFileSync(cacheFile) : undefined;
const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(filename, 'utf8')}\n})`;

/** For the build step that makes the cache, after `ready`. */
export const script = new Script(source, { filename, cachedData });

const require = createRequire(filename);
const module = { exports: {}, id: filename, filename, loaded: true, children: [], paths: [] };
// Modules that are loaded later import shared code from this one.
require.cache[filename] = module;
script.runInThisContext()(module.exports, require, module, filename, folder);
export const { handler, ready } = module.exports;
module.exports.reportCodeCache(script.cachedDataRejected);
await ready;
