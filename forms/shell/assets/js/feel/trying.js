// "Try it": one input for each name that the expression reads, the value that it comes to, and why.
import { make } from './dom.js';
import { said } from './complete.js';
import { ask, Refused } from './server.js';

const TYPES = { date: 'date', time: 'time', 'date and time': 'datetime-local' };
const SOON = 250;

export class Trying {
  constructor(field) {
    this.field = field;
    this.words = field.words;
    this.box = make('section', 'gx-feel-try', '', { 'aria-label': this.words.tryHead });
    this.inputs = make('div', 'gx-feel-inputs');
    this.outcome = make('div', 'gx-feel-outcome', '', { role: 'status', 'aria-live': 'polite' });
    this.box.append(this.inputs, this.outcome);
    this.values = read(field.key);
  }

  // The names may have changed since: what was typed for a name stays with it. A text with a fault is not tried.
  show({ reads, state, names = [] }) {
    this.beside = new Set(names.map((one) => one.name));
    if (state === 'error' || state === 'empty') {
      clearTimeout(this.timer);
      this.last = null;
      return this.outcome.replaceChildren();
    }
    if (reads.join('\n') !== this.shown) {
      this.shown = reads.join('\n');
      const rows = reads.map((name, index) => this.row(name, index));
      this.inputs.replaceChildren(...(rows.length ? rows : [make('div', 'gx-hint', this.words.nothingRead)]));
    }
    return this.soon();
  }

  row(name, index) {
    const { lang, names, key } = this.field;
    const known = names().find((one) => one.name === name) ?? { name };
    const label = name === '?' && !known.zh ? this.words.subject : said([known.zh, known.en], lang) || name;
    const input = this.input(known);
    input.id = `${key.replace(/\W+/g, '-')}-try-${index}`;
    input.dataset.name = name;
    const value = this.values[name] ?? known.sample ?? '';
    if (value) this.values[name] = value;
    if (input.matches('select')) input.value = value;
    else input.defaultValue = value;
    input.addEventListener('input', () => { this.values[name] = input.value; keep(key, this.values); this.soon(); });
    input.addEventListener('keydown', (event) => { if (event.key === 'Enter' && !event.isComposing) { event.preventDefault(); this.run(); } });
    const row = make('div', 'gx-feel-given');
    const text = make('label', '', label, { for: input.id, title: name });
    row.append(text, input, make('div', 'gx-field-message'));
    if (known.unit === 'percent' && !value) input.placeholder = '10%';
    return row;
  }

  input({ name, kind, choices, zh, en }) {
    const { lang } = this.field;
    const options = choices ? Object.entries(choices).map(([code, words]) => [code, said(words, lang)]) : kind === 'boolean' ? [['true', this.words.yes], ['false', this.words.no]] : null;
    if (options) {
      const select = make('select', 'gx-input gx-input-s');
      for (const [value, text] of [['', '–'], ...options]) select.append(new Option(text, value));
      return select;
    }
    const input = make('input', 'gx-input gx-input-s', '', { type: TYPES[kind] ?? 'text', autocomplete: 'off', spellcheck: 'false' });
    if (kind === 'number') input.inputMode = 'decimal';
    if (this.beside.has(name)) input.placeholder = this.words.fromFacts;
    else if (!kind && !zh && !en) input.placeholder = this.words.feelOrText;
    return input;
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), SOON);
  }

  async run() {
    clearTimeout(this.timer);
    const reads = this.shown ? this.shown.split('\n') : [];
    const values = Object.fromEntries(reads.filter((name) => this.values[name]).map((name) => [name, this.values[name]]));
    this.last = {};
    const mine = this.last;
    try {
      const answer = await ask(this.field.base, 'try', { ...this.field.question(), values });
      if (mine === this.last) this.tell(answer);
    } catch (error) {
      if (mine === this.last) this.refuse(error);
    }
  }

  tell({ value, kind, is_test: isTest, passes, why }) {
    const { lang } = this.field;
    this.faults({});
    const line = make('div', 'gx-feel-result');
    line.append(make('span', 'gx-hint', this.words.result), make('code', '', value), make('span', 'gx-hint', ['null', 'boolean'].includes(kind.code) ? '' : kind[lang]));
    if (isTest) {
      const [text, tone] = passes === null ? [this.words.noAnswer, 'warn'] : passes ? [this.words.passes, 'ok'] : [this.words.fails, ''];
      line.append(make('span', `gx-chip${tone ? ` gx-chip-${tone}` : ''}`, text));
    }
    const reasons = [...new Set(why.map((one) => this.inWords(one[lang])))].slice(0, 5);
    const list = make('ul', 'gx-feel-why');
    list.append(...reasons.map((text) => make('li', '', text)));
    this.outcome.replaceChildren(line, ...(reasons.length ? [list] : []));
  }

  // A reason quotes names as they are written; people know them by their labels.
  inWords(reason) {
    const { lang, names } = this.field;
    const quoted = lang === 'zh' ? (text) => `“${text}”` : (text) => `'${text}'`;
    return names().reduce((text, { name, zh, en }) => text.replaceAll(quoted(name), quoted(said([zh, en], lang) || name)), reason);
  }

  refuse(error) {
    const body = error instanceof Refused ? error.body : { message: this.words.offline };
    this.faults(body.values ?? {});
    this.outcome.replaceChildren(make('div', 'gx-field-message', body.message));
  }

  faults(values) {
    for (const input of this.inputs.querySelectorAll('[data-name]')) {
      const fault = values[input.dataset.name];
      input.toggleAttribute('aria-invalid', Boolean(fault));
      if (fault) input.setAttribute('aria-invalid', 'true');
      input.nextElementSibling.textContent = fault ? fault[this.field.lang] : '';
    }
  }
}

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(`gx-feel:${key}`)) ?? {};
  } catch {
    return {};
  }
}

function keep(key, values) {
  try {
    sessionStorage.setItem(`gx-feel:${key}`, JSON.stringify(values));
  } catch { /* the browser keeps nothing: the values hold as long as the page */ }
}
