import { copy } from './copy.ts';
import { signIn } from './sign-in.ts';
import { tryIt } from './try-it.ts';
import { usage } from './usage.ts';

/** Shared by all parts: the page's data, and elements whose text is never parsed as markup. */
const basics = `
const { base, mcpUrl, texts, oauth, features } = JSON.parse(document.body.dataset.page);
const byId = (id) => document.getElementById(id);
function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}
const healthOf = (query = '') => fetch(base + '/health' + query, { cache: 'no-store' }).then((response) => response.json());
healthOf().then(({ status, version }) => {
  byId('health').textContent = (status === 'ok' ? texts.up : texts.down) + ' · ' + version;
}, () => { byId('health').textContent = texts.down; });
`;

/** The page's only script, allowed by its hash. It sends requests only to this server and to the issuer. */
export const pageScript = `{${basics}${copy}${signIn}${tryIt}${usage}}`;
