// The help of the panel's expression fields: which names they may read, and the fields that are on the screen now.
import { csrfToken } from '../words.js';
import { FeelField } from '../feel/field.js';

const QUIET = 900;

export class Expressions {
  constructor({ base, url, readXml }) {
    Object.assign(this, { base, url, readXml });
    this.names = [];
    this.fields = [];
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), QUIET);
  }

  async ask() {
    if (!this.url) return;
    try {
      const xml = await this.readXml();
      const answer = await fetch(this.url, { method: 'POST', body: new URLSearchParams({ xml }), credentials: 'same-origin', headers: { 'X-CSRFToken': csrfToken(), Accept: 'application/json' } });
      if (!answer.ok) return; // the check beside it says what is wrong
      this.names = (await answer.json()).names;
      this.fields.forEach((field) => field.words && field.check(0));
    } catch (error) {
      console.warn('names:', error.message);
    }
  }

  // The panel is drawn again: its fields are new ones.
  begin() {
    this.fields = [];
  }

  help(control, object, options) {
    if (!this.base) return;
    const around = ids(object);
    const known = options.elsewhere ? () => [] : () => this.within(around);
    this.fields.push(new FeelField(control, { base: this.base, diagram: true, names: known, key: `${object.id} ${control.id}`, ...options }));
  }

  // Inner names hide outer ones; a name that is only read, and only here, is not known.
  within(around) {
    const found = new Map();
    const near = this.names.filter(({ within, readAt }) => around.includes(within) && !(readAt && readAt.every((id) => id === around[0])));
    for (const one of near.sort((a, b) => around.indexOf(b.within) - around.indexOf(a.within))) {
      const outer = found.get(one.name);
      found.set(one.name, outer && !one.kind ? { ...one, kind: outer.kind, zh: outer.zh, en: outer.en, unit: outer.unit, choices: outer.choices } : one);
    }
    return [...found.values()];
  }
}

function ids(object) {
  const found = [];
  for (let one = object; one; one = one.$parent) if (one.id) found.push(one.id);
  if (object.processRef) found.push(object.processRef.id);
  return found;
}

// Whether the deadlines of an element count in working time: gx:workingTime, gx:calendar.
export function inWorkingTime(holder) {
  const said = holder?.$attrs ?? {};
  return said['gx:workingTime'] === 'true' || (!said['gx:workingTime'] && Boolean(said['gx:calendar']));
}
