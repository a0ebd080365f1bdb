// The drawer with all functions and constructs: searched by name or by what they do; examples go into the field.
import { button, make, typeInto } from './dom.js';

let drawer;

export function openHandbook(field) {
  drawer ??= new Drawer(field.help);
  drawer.open(field);
}

class Drawer {
  constructor(help) {
    this.words = help.words;
    this.dialog = make('dialog', 'gx-drawer gx-feel-book', '', { 'aria-label': this.words.functions });
    const head = make('div', 'gx-dialog-head');
    head.append(make('h2', '', this.words.functions), button('gx-btn gx-btn-s gx-btn-text', this.words.close, () => this.dialog.close(), this.words.close));
    this.search = make('input', 'gx-input', '', { type: 'search', placeholder: this.words.search, 'aria-label': this.words.search, autofocus: '' });
    this.search.addEventListener('input', () => this.filter());
    this.body = make('div', 'gx-dialog-body');
    this.groups = groupsOf(help.entries).map(([title, entries]) => this.group(title, entries));
    this.none = make('p', 'gx-hint', this.words.nothingFits);
    const facts = make('details', 'gx-feel-facts');
    facts.append(make('summary', 'gx-hint', this.words.examplesOver), make('pre', '', help.facts));
    this.body.append(this.search, ...this.groups, this.none, facts);
    this.dialog.append(head, this.body);
  }

  open(field) {
    this.field = field;
    (field.control.closest('dialog') ?? document.body).append(this.dialog);
    this.filter();
    this.dialog.showModal();
  }

  group(title, entries) {
    const group = make('details', 'gx-feel-group');
    group.append(make('summary', '', title), ...entries.map((entry) => this.entry(entry)));
    return group;
  }

  entry(entry) {
    const box = make('article', 'gx-feel-entry');
    box.dataset.words = `${entry.name} ${entry.sentence}`.toLowerCase();
    const calls = entry.calls.length ? entry.calls : [entry.name];
    box.append(...calls.map((call) => make('code', 'gx-feel-call', call)), make('p', '', entry.sentence));
    for (const { text, result } of entry.examples) {
      const line = make('div', 'gx-feel-example');
      line.append(make('code', '', text), make('span', 'gx-hint', `→ ${result}`), button('gx-btn gx-btn-s gx-btn-text', `${this.words.putIn}: ${text}`, () => this.put(text), this.words.putIn));
      box.append(line);
    }
    return box;
  }

  put(text) {
    const { control } = this.field;
    this.dialog.close();
    if (!control.readOnly) typeInto(control, control.selectionStart, control.selectionEnd, text);
  }

  filter() {
    const wanted = this.search.value.trim().toLowerCase();
    for (const group of this.groups) {
      let some = false;
      for (const entry of group.querySelectorAll('.gx-feel-entry')) {
        entry.hidden = !entry.dataset.words.includes(wanted);
        some ||= !entry.hidden;
      }
      group.hidden = !some;
      group.open = Boolean(wanted) && some;
    }
    this.none.hidden = this.groups.some((group) => !group.hidden);
  }
}

function groupsOf(entries) {
  const groups = new Map();
  for (const entry of entries) groups.set(entry.title, [...(groups.get(entry.title) ?? []), entry]);
  return [...groups];
}
