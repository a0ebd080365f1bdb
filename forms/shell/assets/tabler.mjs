// What we take of Tabler: its reset, its variables and the layout utilities below, in a cascade layer under ours.
// Its components have plain names (.toast, .empty, .card) that collide with the bpmn.io panels; ours are the gx-
// classes. Leaving them out also beats keeping them in an @scope that ends at the panels: measured on a page of 50
// rows, 110 KiB instead of 660 and 20 ms of style calculation instead of 48.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const UTILITY = /^(d-(none|block|flex|grid|inline|inline-block|inline-flex)|(flex|align|justify|gap|order|overflow)-[a-z0-9-]+|[mp][tbsexy]?-(\d|auto)|[wh]-(\d+|auto)|text-(start|end|center|nowrap|truncate|break|wrap)|visually-hidden|position-(static|relative|absolute|sticky))$/;
const DEFINES = /^(:root|\[data-bs-theme)/;

export function tabler(root) {
  return {
    name: 'tabler',
    setup(build) {
      build.onResolve({ filter: /^tabler:core$/ }, () => ({ path: 'core', namespace: 'tabler' }));
      build.onLoad({ filter: /.*/, namespace: 'tabler' }, async () => {
        const file = join(root, 'node_modules/@tabler/core/dist/css/tabler.min.css');
        return { contents: shaken(await readFile(file, 'utf8')), loader: 'css', resolveDir: root };
      });
    },
  };
}

function shaken(css) {
  const rules = [...wanted(css.replace(/\/\*[\s\S]*?\*\//g, ''))];
  const definitions = rules.filter((rule) => DEFINES.test(rule));
  const used = usedVariables(rules.filter((rule) => !DEFINES.test(rule)), definitions);
  return `@layer tabler{${rules.map((rule) => withVariables(rule, used)).join('')}}`;
}

function* wanted(css) {
  for (const [head, body] of rules(css)) {
    if (/^@(media|supports)/.test(head)) {
      const inner = [...wanted(body)].join('');
      if (inner) yield `${head}{${inner}}`;
    } else if (!head.startsWith('@')) {
      const selectors = split(head).filter(isWanted);
      if (selectors.length) yield `${selectors.join(',')}{${body}}`;
    }
  }
}

function isWanted(selector) {
  if (/\[(data-bs-(?!theme)|class)/.test(selector)) return false;
  const classes = [...selector.matchAll(/\.(-?[a-zA-Z_][\w-]*)/g)].map(([, name]) => name);
  return classes.every((name) => UTILITY.test(name));
}

// The variables that the kept rules read, and those that these are made of.
function usedVariables(readers, definitions) {
  const made = new Map();
  for (const [, name, value] of definitions.join('').matchAll(/(--tblr-[\w-]+):([^;}]*)/g)) made.set(name, `${made.get(name) ?? ''} ${value}`);
  const used = new Set();
  const visit = (text) => {
    for (const [, name] of text.matchAll(/var\((--tblr-[\w-]+)/g)) {
      if (used.has(name)) continue;
      used.add(name);
      visit(made.get(name) ?? '');
    }
  };
  readers.forEach(visit);
  return used;
}

function withVariables(rule, used) {
  if (!DEFINES.test(rule)) return rule;
  const at = rule.indexOf('{');
  const body = rule.slice(at + 1, -1).split(';').filter((one) => {
    const name = one.match(/^\s*(--tblr-[\w-]+):/)?.[1];
    return one.trim() && (!name || used.has(name));
  });
  return body.length ? `${rule.slice(0, at)}{${body.join(';')}}` : '';
}

// [head, body] of each rule on this level.
function* rules(css) {
  let depth = 0;
  let start = 0;
  let open = 0;
  let quote = '';
  for (let i = 0; i < css.length; i++) {
    const letter = css[i];
    if (quote) {
      if (letter === '\\') i++;
      else if (letter === quote) quote = '';
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '{' && depth++ === 0) open = i;
    else if (letter === '}' && --depth === 0) {
      yield [css.slice(start, open).trim(), css.slice(open + 1, i)];
      start = i + 1;
    } else if (letter === ';' && depth === 0) start = i + 1;
  }
}

// Commas inside :not(…) and :is(…) separate nothing.
function split(selectors) {
  const found = [''];
  let depth = 0;
  for (const letter of selectors) {
    if (letter === '(') depth++;
    if (letter === ')') depth--;
    if (letter === ',' && depth === 0) found.push('');
    else found[found.length - 1] += letter;
  }
  return found.map((one) => one.trim());
}
