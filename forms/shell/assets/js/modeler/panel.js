// The properties panel: groups of fields for the selected element. Built with the DOM, so every text stays text.
import { getBusinessObject } from 'bpmn-js/lib/util/ModelUtil';
import { translate } from '../islands/translate.js';
import { inWorkingTime } from './expressions.js';
import { groups } from './fields.js';
import { words } from './words.js';

const opened = new Map();

export class Panel {
  constructor({ host, modeler, choices, readOnly, expressions }) {
    this.expressions = expressions;
    this.host = host;
    this.modeler = modeler;
    this.choices = choices;
    this.readOnly = readOnly;
    this.tools = toolsOf(modeler);
    const bus = modeler.get('eventBus');
    bus.on('selection.changed', ({ newSelection }) => this.show(newSelection.length === 1 ? newSelection[0] : null));
    bus.on('import.done', () => this.show(null));
    host.onfocusout = () => this.stale && this.refresh();
    bus.on('elements.changed', ({ elements }) => elements.includes(this.element) && this.refresh());
  }

  show(element) {
    this.commitFocused();
    clearTimeout(this.timer);
    this.element = (element?.labelTarget ?? element) || this.whole();
    this.draw();
  }

  // Nothing selected means the whole: the process, or the only pool with a process in it.
  whole() {
    const root = this.modeler.get('canvas').getRootElement();
    const pools = (root.children ?? []).filter((one) => one.businessObject.processRef);
    return pools.length === 1 ? pools[0] : root;
  }

  // Leaving a field changes the diagram while the focus is on its way to the next one: the fields are drawn again
  // a moment later, under the same focus. What somebody is typing is left alone until it is finished.
  refresh() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const active = this.host.contains(document.activeElement) ? document.activeElement : null;
      const isTyping = active?.matches('input, textarea') && active.value !== active.defaultValue;
      this.stale = isTyping;
      if (this.stale) return;
      const { selectionStart, selectionEnd } = active?.matches('textarea, [type=text]') ? active : {};
      this.draw();
      const again = active?.id && document.getElementById(active.id);
      if (!again) return;
      again.focus({ preventScroll: true });
      if (selectionEnd !== undefined) again.setSelectionRange(selectionStart, selectionEnd);
    });
  }

  commitFocused() {
    const active = document.activeElement;
    if (this.host.contains(active) && active.matches('input, textarea')) active.dispatchEvent(new Event('change', { bubbles: true }));
  }

  draw() {
    const element = this.element;
    this.expressions.begin();
    if (!element?.businessObject) return this.host.replaceChildren();
    const parts = [this.head(element)];
    for (const group of groups) {
      const fields = group.fields.filter((field) => field.when(element));
      if (fields.length) parts.push(this.group(group, fields, element));
    }
    return this.host.replaceChildren(...parts);
  }

  head(element) {
    const object = getBusinessObject(element);
    const kind = make('span', 'gx-chip', typeWords(element));
    const name = make('textarea', 'gx-input gx-panel-name');
    name.rows = 1;
    name.id = 'gx-panel-name';
    name.defaultValue = (element.type === 'bpmn:TextAnnotation' ? object.text : object.name) ?? '';
    name.placeholder = words.name;
    name.setAttribute('aria-label', words.name);
    name.readOnly = this.readOnly;
    name.addEventListener('change', () => this.guarded(() => this.rename(element, name.value)));
    const head = make('div', 'gx-panel-head');
    head.append(kind, name, make('div', 'gx-hint', object.id));
    return head;
  }

  rename(element, value) {
    this.modeler.get('modeling').updateLabel(element, value);
    if (element.type === 'bpmn:Process') this.modeler.get('modeling').updateProperties(element, { name: value });
  }

  group(group, fields, element) {
    const details = make('details', 'gx-panel-group');
    details.open = opened.get(group.label) ?? !group.closed;
    details.addEventListener('toggle', () => opened.set(group.label, details.open));
    const summary = make('summary', '', words[group.label]);
    const filled = fields.filter((field) => { const value = field.get(element, this.tools); return Array.isArray(value) ? value.length : value && value !== false; });
    if (filled.length) summary.append(make('span', 'gx-count', String(filled.length)));
    details.append(summary, ...fields.map((field) => this.field(field, element)));
    return details;
  }

  field(field, element) {
    const box = make('div', `gx-field gx-panel-${field.kind}`);
    const id = `gx-panel-${field.key}`;
    if (field.kind === 'rows') return this.rowsField(box, field, element);
    const control = this.control(field, element, id);
    const label = make('label', field.kind === 'check' ? 'gx-check' : '', field.kind === 'check' ? '' : words[field.label]);
    label.htmlFor = id;
    if (field.kind === 'check') label.append(control, words[field.label]);
    box.append(label);
    if (field.kind !== 'check') { const wrap = make('div', 'gx-control'); wrap.append(control); box.append(wrap); }
    if (field.kind === 'feel' || field.marked) this.help(box, control, field, element);
    if (field.note) box.append(make('div', 'gx-field-note', words[field.note]));
    return box;
  }

  help(box, control, field, element) {
    const bar = make('span', 'gx-feel-at');
    box.append(bar);
    box.classList.add('gx-panel-feel');
    const only = field.marked && ((text) => /^\s*=|[$#]\{/.test(text));
    const working = field.holder && (() => inWorkingTime(field.holder(element)));
    queueMicrotask(() => this.expressions.help(control, getBusinessObject(element), { mode: field.mode, working, only, bar, place: control.closest('.gx-control') }));
  }

  control(field, element, id) {
    const value = field.get(element, this.tools);
    let control;
    if (field.kind === 'select') control = select(field, element, value, this.choices);
    else if (field.kind === 'area' || field.kind === 'feel') { control = make('textarea', 'gx-input'); control.rows = field.kind === 'area' ? 3 : 1; control.defaultValue = value; control.spellcheck = field.kind === 'area'; }
    else { control = make('input', field.kind === 'check' ? '' : 'gx-input'); control.type = field.kind === 'check' ? 'checkbox' : 'text'; if (field.kind === 'check') control.checked = value; else control.defaultValue = value; }
    if (field.kind === 'combo') this.suggest(control, field, id);
    if (field.kind === 'feel') control.classList.add('gx-feel');
    control.id = id;
    control.disabled = this.readOnly && control.matches('select, [type=checkbox]');
    control.readOnly = this.readOnly;
    control.autocomplete = 'off';
    control.addEventListener('change', () => this.write(field, element, control));
    return control;
  }

  suggest(control, field, id) {
    const options = this.choices[field.choices] ?? [];
    if (!options.length) return;
    const list = make('datalist');
    list.id = `${id}-list`;
    const before = () => (field.many ? control.value.replace(/[^,，]*$/, '') : '');
    const fill = () => list.replaceChildren(...options.map((one) => option(before() + one.value, one.label)));
    control.addEventListener('focus', fill);
    control.addEventListener('input', () => field.many && /[,，]\s*$/.test(control.value) && fill());
    control.setAttribute('list', list.id);
    this.host.append(list);
    queueMicrotask(() => control.after(list));
  }

  write(field, element, control) {
    const value = control.type === 'checkbox' ? control.checked : control.value.trim();
    const box = control.closest('.gx-field');
    box.classList.remove('gx-field-error');
    box.querySelector('.gx-field-message')?.remove();
    const fault = field.check?.(value, element, this.tools);
    if (fault) {
      box.classList.add('gx-field-error');
      box.append(make('div', 'gx-field-message', words[fault]));
      return;
    }
    if (value === field.get(element, this.tools)) return;
    this.guarded(() => field.set(element, value, this.tools));
  }

  rowsField(box, field, element) {
    box.append(make('div', 'gx-field-label', words[field.label]));
    const lines = [...field.get(element), { from: '', to: '' }];
    for (const [number, line] of (this.readOnly ? lines.slice(0, -1) : lines).entries()) {
      const row = make('div', 'gx-panel-row');
      for (const side of ['from', 'to']) {
        const input = make(side === 'from' ? 'textarea' : 'input', `gx-input gx-input-s${side === 'from' ? ' gx-feel' : ''}`);
        if (side === 'from') input.rows = 1;
        input.id = `gx-panel-${field.key}-${number}-${side}`;
        input.defaultValue = line[side];
        input.spellcheck = false;
        input.placeholder = words[side];
        input.setAttribute('aria-label', `${words[field.label]} ${words[side]}`);
        input.readOnly = this.readOnly;
        input.addEventListener('change', () => { line[side] = input.value.trim(); this.guarded(() => field.set(element, lines, this.tools)); });
        row.append(input);
        if (side === 'from') queueMicrotask(() => this.expressions.help(input, getBusinessObject(element), { place: row, elsewhere: field.elsewhere }));
        if (side === 'from') row.append(make('span', 'gx-hint', '→'));
      }
      box.append(row);
    }
    return box;
  }

  guarded(act) {
    if (!this.readOnly) act();
  }
}

function toolsOf(modeler) {
  const moddle = modeler.get('moddle');
  const registry = modeler.get('elementRegistry');
  return {
    modeling: modeler.get('modeling'),
    definitions: () => modeler.getDefinitions(),
    taken: (id) => Boolean(registry.get(id)) || moddle.ids.assigned(id),
    newId: (type) => moddle.ids.nextPrefixed(`${type.slice(5)}_`, {}),
    create: (type, properties, parent) => {
      const made = moddle.create(type, properties);
      made.$parent = parent;
      for (const value of Object.values(properties)) if (value?.$type) value.$parent = made;
      return made;
    },
  };
}

function select(field, element, value, choices) {
  const control = make('select', 'gx-input');
  const options = field.options ? field.options(element, words) : (choices[field.choices] ?? []).map((one) => [one.value, one.label]);
  if (!field.required) control.append(option('', '–'));
  control.append(...options.map(([key, label]) => option(key, label)));
  if (value && !options.some(([key]) => key === value)) control.append(option(value, `${value} (${words.unknown})`));
  control.value = value;
  return control;
}

function option(value, label) {
  const made = document.createElement('option');
  made.value = value;
  made.textContent = label;
  return made;
}

export function make(tag, css = '', text = '') {
  const made = document.createElement(tag);
  if (css) made.className = css;
  if (text) made.textContent = text;
  return made;
}

// bpmn:UserTask → "User task" → 人工任务
function typeWords(element) {
  const event = getBusinessObject(element).eventDefinitions?.[0]?.$type.replace(/^bpmn:|EventDefinition$/g, '') ?? '';
  const name = element.type.slice(5).replace(/([a-z])([A-Z])/g, '$1 $2');
  const text = name[0] + name.slice(1).toLowerCase();
  return words.types?.[element.type.slice(5)] ? `${words.types[element.type.slice(5)]}${event && words.types[event] ? ` · ${words.types[event]}` : ''}` : translate(text);
}
