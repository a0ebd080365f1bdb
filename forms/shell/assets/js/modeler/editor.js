// The editor in its frame: opening, keeping, checking, saving and publishing one diagram.
import Modeler from 'bpmn-js/lib/Modeler';
import { CreateAppendAnythingModule } from 'bpmn-js-create-append-anything';
import minimap from 'diagram-js-minimap';
import translate from '../islands/translate.js';
import frames from '../islands/frames.js';
import { fit } from '../islands/fit.js';
import { gxModdle } from '../islands/gx-moddle.js';
import { rendererColours } from '../islands/colours.js';
import { widenLabels } from '../islands/labels.js';
import { Drafts } from './drafts.js';
import { Expressions } from './expressions.js';
import { Panel } from './panel.js';
import { Problems } from './problems.js';
import { words } from './words.js';
import { csrfToken } from '../words.js';

export class Editor {
  constructor(host) {
    this.host = host;
    this.urls = host.dataset;
    this.readOnly = host.dataset.gxReadonly === '1';
    this.revision = host.dataset.gxRevision ?? '';
    this.drafts = new Drafts(host.dataset.gxStorage ?? location.pathname);
    this.part = (name) => host.querySelector(`[data-gx-part="${name}"]`);
    this.choices = JSON.parse(host.dataset.gxChoices || '{}');
  }

  async open() {
    this.start();
    this.wire();
    try {
      const answer = await fetch(this.urls.gxModeler, { credentials: 'same-origin' });
      if (!answer.ok) throw new Error(`${this.urls.gxModeler}: ${answer.status}`);
      this.saved = await answer.text();
      await this.import(this.saved);
      await this.restore();
      this.host.dataset.gxReady = '1';
    } catch (error) {
      this.tell(`${words.cannotOpen} ${error.message}`, 'bad');
      this.host.dataset.gxReady = 'failed';
    }
  }

  start() {
    this.modeler = new Modeler({
      container: this.part('canvas'),
      additionalModules: [translate, frames, minimap, CreateAppendAnythingModule],
      moddleExtensions: { gx: gxModdle },
      ...rendererColours(),
    });
    this.expressions = new Expressions({ base: this.urls.gxExpressions, url: this.urls.gxNames, readXml: () => this.xml() });
    this.panel = new Panel({ host: this.part('panel'), modeler: this.modeler, choices: this.choices, readOnly: this.readOnly, expressions: this.expressions });
    this.problems = new Problems({ host: this.part('problems'), modeler: this.modeler, url: this.urls.gxCheck, readXml: () => this.xml() });
    this.modeler.on('commandStack.changed', () => this.changed());
  }

  wire() {
    for (const [name, act] of Object.entries({ save: () => this.save(), undo: () => this.stack('undo'), redo: () => this.stack('redo'), fit: () => this.fit(), publish: () => this.publish() })) {
      this.host.querySelectorAll(`[data-gx-act="${name}"]`).forEach((button) => button.addEventListener('click', act));
    }
    this.part('publish-form')?.addEventListener('submit', (event) => { event.preventDefault(); this.sendPublish(event.target); });
    this.host.addEventListener('keydown', (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') { event.preventDefault(); this.save(); }
    });
  }

  async import(xml) {
    await this.modeler.importXML(xml);
    widenLabels(this.modeler);
    this.fit();
    this.problems.check();
    this.expressions.ask();
    this.buttons();
  }

  async restore() {
    const kept = this.readOnly ? null : this.drafts.read();
    if (!kept || kept.xml === this.saved) return;
    try {
      await this.import(kept.xml);
    } catch {
      await this.import(this.saved); // what was kept cannot be read: the saved version stays
      return this.drafts.forget();
    }
    this.state('unsaved');
    const at = new Date(kept.at);
    const clock = `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
    return this.tell(words.restored.replace('{at}', clock), 'warn', words.discard, async () => {
      this.drafts.forget();
      await this.import(this.saved);
      this.state('saved');
    });
  }

  fit() {
    fit(this.modeler, this.host.querySelector('.djs-palette')?.offsetWidth ?? 0);
  }

  async xml() {
    return (await this.modeler.saveXML({ format: true })).xml;
  }

  changed() {
    this.buttons();
    if (this.readOnly) return;
    this.state('unsaved');
    this.problems.soon();
    this.expressions.soon();
    clearTimeout(this.keepTimer);
    this.keepTimer = setTimeout(async () => this.isSaved || this.drafts.keep(await this.xml(), this.revision), 300);
  }

  stack(what) {
    this.modeler.get('commandStack')[what]();
  }

  buttons() {
    const stack = this.modeler.get('commandStack');
    for (const [name, can] of [['undo', stack.canUndo()], ['redo', stack.canRedo()]]) {
      this.host.querySelectorAll(`[data-gx-act="${name}"]`).forEach((button) => { button.disabled = !can; });
    }
  }

  async save() {
    this.panel.commitFocused();
    this.state('saving');
    const xml = await this.xml();
    const answer = await this.send(this.urls.gxSave, { xml, revision: this.revision });
    if (!answer) return;
    this.revision = answer.revision ?? this.revision;
    this.saved = xml;
    clearTimeout(this.keepTimer);
    this.drafts.forget();
    this.state('saved');
  }

  publish() {
    this.panel.commitFocused();
    const errors = (this.problems.findings ?? []).filter((one) => one.severity === 'error').length;
    if (errors) return this.tell(words.cannotPublish.replace('{count}', errors), 'bad');
    return this.part('publish-dialog').showModal();
  }

  async sendPublish(form) {
    const picture = await this.modeler.saveSVG();
    const answer = await this.send(this.urls.gxPublish, { xml: await this.xml(), svg: picture.svg, revision: this.revision, ...Object.fromEntries(new FormData(form)) });
    form.closest('dialog').close();
    if (!answer) return;
    clearTimeout(this.keepTimer);
    this.drafts.forget();
    this.state('saved');
    if (answer.url) location.assign(answer.url);
    else this.tell(answer.message ?? words.published, 'ok');
  }

  async send(url, values) {
    try {
      const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(values), credentials: 'same-origin', redirect: 'manual', headers: { 'X-CSRFToken': csrfToken(), Accept: 'application/json' } });
      const data = answer.status === 204 ? {} : await answer.json();
      if (answer.ok) return data;
      if (data.findings) this.problems.show(data.findings);
      this.tell(data.message ?? words.notSaved, answer.status === 409 ? 'warn' : 'bad');
    } catch {
      this.tell(words.notSaved, 'bad');
    }
    this.state('unsaved');
    return null;
  }

  state(name) {
    this.isSaved = name === 'saved';
    const sign = this.part('state');
    if (!sign) return;
    sign.dataset.state = name === 'unsaved' ? 'saving' : name;
    const now = new Date();
    const clock = `${String(now.getHours()).padStart(2, '0')}:${String(now.getMinutes()).padStart(2, '0')}`;
    sign.textContent = name === 'saved' ? `${clock} ${words.saved}` : words[name];
  }

  tell(text, tone, action, onAction) {
    const strip = document.createElement('div');
    strip.className = `gx-strip gx-strip-${tone}`;
    strip.setAttribute('role', tone === 'bad' ? 'alert' : 'status');
    const span = Object.assign(document.createElement('div'), { className: 'gx-strip-text', textContent: text });
    strip.append(span);
    const acts = Object.assign(document.createElement('div'), { className: 'gx-strip-acts' });
    if (action) acts.append(button(action, () => { strip.remove(); onAction(); }));
    acts.append(button(words.close, () => strip.remove()));
    strip.append(acts);
    this.part('strips').replaceChildren(strip);
  }

  // bpmn-js takes its colours at the start. A new start forgets what could be undone, never the diagram.
  async recolour() {
    const xml = await this.xml();
    const viewbox = this.modeler.get('canvas').viewbox();
    this.modeler.destroy();
    this.start();
    await this.import(xml);
    this.modeler.get('canvas').viewbox(viewbox);
  }
}

function button(text, act) {
  const made = document.createElement('button');
  Object.assign(made, { type: 'button', className: 'gx-btn gx-btn-s', textContent: text });
  made.addEventListener('click', act);
  return made;
}
