// Tabler owns plain names (.toast, .empty, .card) that collide with the bpmn.io panels. It therefore goes into a
// cascade layer below ours and into an @scope that ends where a bpmn.io island begins. Rules on :root, html and
// body stay outside the scope: inside it they would match nothing.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const ISLANDS = '.djs-container, .djs-popup, .djs-minimap, .gx-modeler-canvas';
const OUTSIDE_AT = /^@(-webkit-)?(keyframes|font-face|charset|property)/;
const OUTSIDE_SELECTOR = /(^|,)\s*(:root|\[data-bs-theme|html|body|:host|::)/;

export function scopedTabler(root) {
  return {
    name: 'scoped-tabler',
    setup(build) {
      build.onResolve({ filter: /^tabler:core$/ }, () => ({ path: 'core', namespace: 'tabler' }));
      build.onLoad({ filter: /.*/, namespace: 'tabler' }, async () => {
        const file = join(root, 'node_modules/@tabler/core/dist/css/tabler.min.css');
        return { contents: scope(await readFile(file, 'utf8')), loader: 'css', resolveDir: root };
      });
    },
  };
}

function scope(css) {
  const outside = [];
  const inside = [];
  for (const rule of topLevelRules(css.replace(/\/\*[\s\S]*?\*\//g, ''))) {
    const head = rule.slice(0, rule.indexOf('{')).trim();
    if (head.startsWith('@charset') || rule.startsWith('@charset')) continue;
    (OUTSIDE_AT.test(head) || OUTSIDE_SELECTOR.test(head) ? outside : inside).push(rule);
  }
  return `@layer tabler{${outside.join('')}@scope (:root) to (${ISLANDS}){${inside.join('')}}}`;
}

function* topLevelRules(css) {
  let depth = 0;
  let start = 0;
  let quote = '';
  for (let i = 0; i < css.length; i++) {
    const c = css[i];
    if (quote) {
      if (c === '\\') i++;
      else if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if (c === '{') depth++;
    else if (c === '}' && --depth === 0) {
      yield css.slice(start, i + 1).trim();
      start = i + 1;
    } else if (c === ';' && depth === 0) start = i + 1;
  }
}
