// What could stand at the caret: names the page knows, their values after a comparison, functions, words of FEEL.
const MOST = 60;
const WORDS = ['and', 'or', 'between', 'in', 'if', 'then', 'else', 'some', 'every', 'satisfies', 'for', 'return', 'true', 'false', 'null', 'instance of'];
const TEMPLATES = { between: ['between  and ', 8], if: ['if  then  else ', 3], some: ['some x in  satisfies ', 10], every: ['every x in  satisfies ', 11], for: ['for x in  return ', 9] };

// {from, to, items: [{insert, caret, name, label, note, about}]}; null where nothing is to be offered.
export function candidates(text, caret, { names, entries, lang, forced }) {
  const before = text.slice(0, caret);
  const quote = openQuote(before);
  if (quote >= 0) return values(text, quote, caret, subjectOf(before.slice(0, quote), names), lang);
  const foreign = /[$#]\{[^}]*$/.test(before);
  const segment = /(?<![\p{L}\p{N}_])[\p{L}_?][\p{L}\p{N}_.? ]*$/u.exec(before)?.[0] ?? '';
  if (!segment || /\s$/.test(segment)) {
    const wanted = values(text, caret, caret, subjectOf(before, names), lang);
    if (wanted) return wanted;
  }
  for (const start of starts(segment)) {
    const word = segment.slice(start);
    const isLast = !/\s/.test(word);
    const items = [...namesFor(word, names, lang, isLast), ...(foreign ? [] : [...functionsFor(word, entries, isLast, text[caret]), ...wordsFor(word, isLast, entries)])];
    if (items.length && !(items.length === 1 && items[0].insert === word)) return { from: caret - word.length, to: caret, items: items.slice(0, MOST) };
    if (items.length) return null;
  }
  if (!forced || /[\p{L}\p{N}_]$/u.test(before)) return null;
  const all = [...namesFor('', names, lang, true), ...(foreign ? [] : functionsFor('', entries, true, text[caret]))];
  return all.length ? { from: caret, to: caret, items: all.slice(0, 120) } : null;
}

function openQuote(before) {
  let open = -1;
  for (let at = 0; at < before.length; at += 1) {
    if (open >= 0 && before[at] === '\\') at += 1;
    else if (before[at] === '"') open = open >= 0 ? -1 : at;
  }
  return open;
}

function* starts(segment) {
  for (const match of segment.matchAll(/(?<=^|\s)\S/gu)) yield match.index;
}

// The variable whose value is wanted here: behind `name =`, `name !=`, `name in (`.
function subjectOf(before, names) {
  const known = names.filter((one) => one.choices || one.kind === 'boolean').sort((a, b) => b.name.length - a.name.length);
  return known.find((one) => {
    const at = before.lastIndexOf(one.name);
    if (at < 0 || (at > 0 && /[\p{L}\p{N}_.]/u.test(before[at - 1]))) return false;
    const rest = before.slice(at + one.name.length);
    return /^\s*!?=\s*$/.test(rest) || /^\s+in\s*\(?\s*(not\s*\(\s*)?("[^"]*"\s*,\s*)*$/.test(rest);
  });
}

function values(text, from, caret, subject, lang) {
  if (!subject) return null;
  const typed = text.slice(from, caret).replace(/^"/, '').toLowerCase();
  const pairs = subject.choices ? Object.entries(subject.choices) : [['true', null], ['false', null]];
  const items = pairs.filter(([code, words]) => code.toLowerCase().startsWith(typed) || words?.some((one) => one.toLowerCase().includes(typed)))
    .map(([code, words]) => ({ name: code, insert: words ? JSON.stringify(code) : code, label: words ? said(words, lang) : '', kind: 'value' }));
  const to = text[caret] === '"' && text[from] === '"' ? caret + 1 : caret;
  return items.length && !(items.length === 1 && items[0].insert === text.slice(from, to)) ? { from, to, items: items.slice(0, MOST) } : null;
}

function namesFor(word, names, lang, isLast) {
  const typed = word.toLowerCase();
  return ranked(names.filter((one) => one.name !== '?' || word === '?'), (one) => {
    const name = one.name.toLowerCase();
    if (name.startsWith(typed)) return 0;
    if (!isLast) return -1;
    if ([one.zh, one.en].some((label) => label?.toLowerCase().startsWith(typed))) return 1;
    if (name.split(/[_.\s]/).some((part) => part.startsWith(typed))) return 2;
    return [one.zh, one.en].some((label) => label?.toLowerCase().includes(typed)) ? 3 : -1;
  }).map((one) => ({ name: one.name, insert: one.name, label: said([one.zh, one.en], lang), note: [one.kindWords, one.unitWords].filter(Boolean).join(' · '), about: one.origin ? said(one.origin, lang) : '', kind: 'name' }));
}

function functionsFor(word, entries, isLast, next) {
  const typed = word.toLowerCase();
  return ranked(entries.filter((one) => one.calls.length), (one) => {
    if (one.name.startsWith(typed)) return 0;
    return isLast && typed.length > 1 && one.name.split(' ').some((part) => part.startsWith(typed)) ? 1 : -1;
  }).map((one) => ({
    name: one.name, insert: next === '(' ? one.name : `${one.name}()`, caret: next === '(' ? undefined : one.name.length + (one.takes ? 1 : 2),
    label: one.sentence, note: 'f', about: one.calls.join('\n'), kind: 'function',
  }));
}

function wordsFor(word, isLast, entries) {
  if (!word) return [];
  const found = WORDS.filter((one) => (isLast || one.includes(' ')) && one.startsWith(word.toLowerCase()) && one !== word);
  return found.map((one) => {
    const [insert, caret] = TEMPLATES[one] ?? [one, undefined];
    return { name: one, insert, caret, label: entries.find((entry) => entry.name === one)?.sentence ?? '', note: '', kind: 'word' };
  });
}

function ranked(all, rank) {
  return all.map((one, place) => [rank(one), place, one]).filter(([order]) => order >= 0)
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, , one]) => one);
}

export function said(pair, lang) {
  const [zh, en] = pair;
  return (lang === 'zh' ? zh || en : en || zh) ?? '';
}
