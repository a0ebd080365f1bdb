// The help of one expression field. Without it the field is a plain text area: nothing else depends on it.
import { button, glyph, make, typeInto } from './dom.js';
import { candidates } from './complete.js';
import { openHandbook } from './handbook.js';
import { Marks } from './marks.js';
import { Popup } from './popup.js';
import { ask, help, Refused, seen } from './server.js';
import { Trying } from './trying.js';

const SOON = 300;
const opened = new Set(); // fields whose "Try it" stays open when they are drawn again

export class FeelField {
  // options: base, mode, diagram, working, names() → [{name, zh, en, kind, …}], context(), key, place (what comes
  // before our lines), bar (where the buttons go; none: a line of their own), only(text): is it an expression at all,
  // quiet (the page says the sentence), open (tried from the start)
  constructor(control, options) {
    this.control = control;
    this.base = options.base;
    this.mode = options.mode ?? 'expression';
    this.options = options;
    this.key = options.key;
    this.names = () => this.named(options.names?.() ?? []);
    this.begin();
  }

  async begin() {
    try {
      this.help = await help(this.base);
    } catch {
      return; // the field works as it is
    }
    if (!this.control.isConnected) return;
    this.words = this.help.words;
    this.lang = this.help.lang;
    this.build();
    this.wire();
    this.check(0);
  }

  build() {
    const { control, options } = this;
    this.marks = new Marks(control);
    this.box = make('div', 'gx-feel-help');
    this.line = make('div', 'gx-feel-line', '', { role: 'status', 'aria-live': 'polite' });
    this.bar = make('span', 'gx-feel-bar');
    this.tryButton = this.tool('try', this.words.try, () => this.toggleTry());
    this.tryButton.setAttribute('aria-expanded', 'false');
    this.bar.append(this.tool('functions', this.words.functions, () => openHandbook(this)), ...(control.readOnly ? [] : [this.tool('format', this.words.format, () => this.layOut())]), this.tryButton);
    this.box.append(this.line, ...(options.bar ? [] : [this.bar]));
    options.bar?.append(this.bar);
    (options.place ?? control).after(this.box);
    this.popup = new Popup(control, this.box, { label: this.words.suggestions, choose: (from, to, item) => this.insert(from, to, item) });
    if (options.open || opened.has(this.key)) this.toggleTry();
  }

  tool(name, label, act) {
    const made = button('gx-ibtn gx-ibtn-s', label, act);
    made.append(glyph(name));
    return made;
  }

  wire() {
    const { control } = this;
    if (control.readOnly) return;
    control.addEventListener('input', (event) => {
      this.marks.clear();
      this.line.classList.add('gx-feel-old');
      this.check(SOON);
      if (event.isComposing) return;
      const grows = !/^delete/.test(event.inputType ?? '') || this.popup.isOpen;
      this.offer(grows);
    });
    control.addEventListener('compositionend', () => this.offer(true));
    control.addEventListener('keydown', (event) => {
      if (this.popup.key(event)) return;
      if (event.key === ' ' && event.ctrlKey) {
        event.preventDefault();
        this.offer(true, true);
      }
    });
    control.addEventListener('click', () => this.popup.close());
    control.addEventListener('blur', () => {
      this.popup.close();
      if (this.answer) this.show(this.answer);
    });
    control.addEventListener('keyup', (event) => /^(ArrowLeft|ArrowRight|Home|End)$/.test(event.key) && this.popup.close());
  }

  named(names) {
    return names.map((one) => ({ ...one, kindWords: this.help?.kinds?.[one.kind] ?? '', unitWords: one.unit === 'percent' ? '%' : one.unit ?? '' }));
  }

  get isExpression() {
    return this.options.only?.(this.control.value) ?? true;
  }

  offer(wanted, forced = false) {
    const { control } = this;
    const offer = wanted && this.isExpression && control.selectionStart === control.selectionEnd && document.activeElement === control
      ? candidates(control.value, control.selectionStart, { names: [...this.names(), ...(this.found ?? [])], entries: this.help.entries, lang: this.lang, forced }) : null;
    if (!offer) return this.popup.close();
    return this.popup.open(offer, this.marks.boxAt(offer.from));
  }

  insert(from, to, item) {
    typeInto(this.control, from, to, item.insert, item.caret);
    this.offer(true);
  }

  question() {
    const { diagram, working, context, names } = this.options;
    const told = (names?.() ?? []).map(({ name, zh, en, kind, unit, choices }) => ({ name, zh, en, kind, unit, choices }));
    return { text: this.control.value, mode: this.mode, names: told, ...(diagram && { diagram: true }), ...(working?.() && { working: true }), ...(context && { context: context() }) };
  }

  // The last question wins, however late an earlier answer comes.
  check(wait) {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.bar.hidden = !this.isExpression;
    if (!this.isExpression) return this.show({ state: 'empty', findings: [], says: null, reads: [] });
    const known = seen(this.base, this.question());
    if (known && !wait) return this.show(known);
    this.timer = setTimeout(() => this.send(), wait);
    return undefined;
  }

  async send() {
    if (!this.control.isConnected) return;
    const mine = new AbortController();
    this.asked = mine;
    try {
      const answer = await ask(this.base, 'check', this.question(), mine.signal);
      if (!mine.signal.aborted) this.show(answer);
    } catch (error) {
      if (mine.signal.aborted) return;
      this.say([make('span', '', error instanceof Refused ? error.body.message : this.words.offline)], 'warning');
    }
  }

  show(answer) {
    this.answer = answer;
    if (this.isUnfinished(answer)) {
      this.marks.clear();
      return this.say([], 'typing');
    }
    this.found = this.named(answer.names ?? []);
    this.marks.show(answer.findings);
    const { findings, says, state } = answer;
    const told = this.options.quiet ? findings.filter((one) => one.severity === 'error') : findings;
    const parts = told.slice(0, 3).map((one) => this.finding(one));
    if (says && state !== 'error' && !this.options.quiet) parts.push(this.sentence(says));
    this.say(parts, state);
    this.control.toggleAttribute('aria-invalid', state === 'error');
    if (state === 'error') this.control.setAttribute('aria-invalid', 'true');
    this.trying?.show(answer);
    return undefined;
  }

  // Somebody is at the end of a text that wants more: that is no fault until he leaves the field.
  isUnfinished({ state, findings }) {
    const { control } = this;
    const end = control.value.trimEnd().length;
    return state === 'error' && document.activeElement === control && control.selectionStart >= end && findings[0].end >= end && findings[0].mended === null;
  }

  say(parts, state) {
    this.line.dataset.state = state;
    this.line.classList.remove('gx-feel-old');
    this.line.replaceChildren(...parts);
  }

  finding({ message, reason, severity, replacement, mended }) {
    const line = make('div', { error: 'gx-feel-fault', warning: 'gx-feel-warning' }[severity] ?? 'gx-feel-note');
    const offers = mended !== null && !this.control.readOnly; // then the button says what to write
    line.append(make('span', '', (offers ? reason : message)[this.lang]));
    if (offers) {
      const text = this.words.use.replace('{text}', replacement || '–');
      line.append(' ', button('gx-feel-use', text, () => typeInto(this.control, 0, this.control.value.length, mended), text));
    }
    return line;
  }

  sentence(says) {
    const other = this.lang === 'zh' ? 'en' : 'zh';
    const line = make('div', 'gx-feel-says');
    const text = make('span', '', says[this.lang]);
    text.lang = this.lang;
    line.append(text);
    if (says[other] === says[this.lang]) return line;
    const toggle = button('gx-feel-other', `${this.words.otherLanguage}: ${says[other]}`, () => {
      const next = text.lang === this.lang ? other : this.lang;
      text.lang = next;
      text.textContent = says[next];
      toggle.textContent = next === 'zh' ? 'EN' : '中';
    }, other === 'zh' ? '中' : 'EN');
    line.append(' ', toggle);
    return line;
  }

  toggleTry() {
    if (this.trying) {
      this.trying.box.remove();
      this.trying = null;
      opened.delete(this.key);
    } else {
      this.trying = new Trying(this);
      this.box.append(this.trying.box);
      opened.add(this.key);
      if (this.answer) this.trying.show(this.answer);
    }
    this.tryButton.setAttribute('aria-expanded', String(Boolean(this.trying)));
  }

  async layOut() {
    try {
      const { text } = await ask(this.base, 'format', this.question());
      if (text !== this.control.value) typeInto(this.control, 0, this.control.value.length, text);
    } catch (error) {
      this.say([make('span', '', error instanceof Refused ? error.body.message : this.words.offline)], 'warning');
    }
  }
}
