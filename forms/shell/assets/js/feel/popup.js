// The list of what could stand at the caret: arrows, Enter or Tab, Esc; or the mouse. In the top layer: nothing clips it.
import { make } from './dom.js';

let number = 0;

export class Popup {
  constructor(control, host, { label, choose }) {
    this.control = control;
    this.choose = choose;
    number += 1;
    this.box = make('div', 'gx-feel-popup', '', { popover: 'manual' });
    this.list = make('ul', '', '', { role: 'listbox', id: `gx-feel-list-${number}`, 'aria-label': label });
    this.about = make('div', 'gx-feel-about');
    this.box.append(this.list, this.about);
    this.box.addEventListener('mousedown', (event) => event.preventDefault());
    host.append(this.box);
    for (const [key, value] of Object.entries({ 'aria-autocomplete': 'list', 'aria-haspopup': 'listbox', 'aria-controls': this.list.id })) control.setAttribute(key, value);
  }

  get isOpen() {
    return this.box.matches(':popover-open');
  }

  open(offer, place) {
    this.offer = offer;
    this.list.replaceChildren(...offer.items.map((item, index) => this.row(item, index)));
    if (!this.isOpen) this.box.showPopover();
    this.pick(0);
    this.put(place);
  }

  row(item, index) {
    const row = make('li', `gx-feel-${item.kind}`, '', { role: 'option', id: `${this.list.id}-${index}`, 'aria-selected': 'false' });
    row.append(make('code', '', item.name));
    if (item.label) row.append(make('span', '', item.label));
    if (item.note) row.append(make('small', '', item.note));
    row.addEventListener('mousemove', () => this.at !== index && this.pick(index, false));
    row.addEventListener('click', () => this.take(index));
    return row;
  }

  pick(index, scroll = true) {
    const rows = this.list.children;
    rows[this.at]?.setAttribute('aria-selected', 'false');
    this.at = (index + rows.length) % rows.length;
    rows[this.at].setAttribute('aria-selected', 'true');
    if (scroll) rows[this.at].scrollIntoView({ block: 'nearest' });
    this.control.setAttribute('aria-activedescendant', rows[this.at].id);
    const { about, label, kind } = this.offer.items[this.at];
    this.about.textContent = [about, kind === 'function' ? label : ''].filter(Boolean).join('\n');
    this.about.hidden = !this.about.textContent;
  }

  put({ left, top, bottom }) {
    const { offsetWidth: wide, offsetHeight: high } = this.box;
    const below = bottom + 4 + high <= innerHeight - 8 || top < high + 12;
    this.box.style.left = `${Math.max(8, Math.min(left - 8, innerWidth - wide - 8))}px`;
    this.box.style.top = `${below ? bottom + 4 : top - high - 4}px`;
  }

  close() {
    if (this.isOpen) this.box.hidePopover();
    this.control.removeAttribute('aria-activedescendant');
  }

  take(index) {
    const { from, to, items } = this.offer;
    this.close();
    this.choose(from, to, items[index]);
  }

  // True where the key was for the list.
  key(event) {
    if (!this.isOpen || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false;
    const rows = this.list.children.length;
    const acts = {
      ArrowDown: () => this.pick(this.at + 1), ArrowUp: () => this.pick(this.at - 1),
      PageDown: () => this.pick(Math.min(this.at + 8, rows - 1)), PageUp: () => this.pick(Math.max(this.at - 8, 0)),
      Enter: () => this.take(this.at), Tab: () => this.take(this.at), Escape: () => this.close(),
    };
    if (!acts[event.key] || (event.key === 'Tab' && event.shiftKey)) return false;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
    return true;
  }
}
