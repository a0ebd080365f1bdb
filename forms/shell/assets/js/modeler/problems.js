// The problem list: the XML goes to the check URL after every change; findings name their element, a click goes
// there, the element wears a marker. Findings are {severity, code, element, line, message, suggestion}.
import { csrfToken } from '../words.js';
import { make } from './panel.js';
import { words } from './words.js';

const QUIET = 600;

export class Problems {
  constructor({ host, modeler, url, readXml }) {
    Object.assign(this, { host, modeler, url, readXml });
    this.list = host.querySelector('[data-gx-problem-list]');
    this.time = host.querySelector('[data-gx-check-time]');
    this.marked = [];
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.check(), QUIET);
  }

  async check() {
    if (!this.url) return;
    const run = (this.run = (this.run ?? 0) + 1);
    const started = performance.now();
    try {
      const body = new URLSearchParams({ xml: await this.readXml() });
      const answer = await fetch(this.url, { method: 'POST', body, credentials: 'same-origin', headers: { 'X-CSRFToken': csrfToken(), Accept: 'application/json' } });
      const data = await answer.json();
      if (run !== this.run) return; // a newer check is under way
      this.show(Array.isArray(data) ? data : data.findings ?? [{ severity: 'error', message: data.message }]);
      this.time.textContent = `${words.checkedLive} · ${Math.round(performance.now() - started)} ms`;
    } catch (error) {
      if (run === this.run) this.time.textContent = words.checkFailed;
      console.warn('check:', error.message);
    }
  }

  show(findings) {
    const order = { error: 0, warning: 1, info: 2 };
    const sorted = [...findings].sort((a, b) => order[a.severity] - order[b.severity]);
    this.findings = sorted;
    this.list.replaceChildren(...(sorted.length ? sorted.map((one) => this.row(one)) : [this.none()]));
    for (const severity of ['error', 'warning']) {
      const count = this.host.querySelector(`[data-gx-count="${severity}"]`);
      const number = sorted.filter((one) => one.severity === severity).length;
      count.textContent = String(number);
      count.hidden = number === 0;
    }
    this.mark(sorted);
    this.host.dispatchEvent(new CustomEvent('gx:findings', { bubbles: true, detail: sorted }));
  }

  row(finding) {
    const element = finding.element && this.modeler.get('elementRegistry').get(finding.element);
    const row = make('button', `gx-problem gx-problem-${finding.severity}`);
    row.type = 'button';
    const where = element?.businessObject?.name || finding.element || words.wholeFile;
    const text = make('span', 'gx-problem-text', finding.message);
    if (finding.suggestion) text.append(make('small', '', finding.suggestion));
    row.append(make('i', 'gx-problem-sign', { error: '!', warning: '!', info: 'i' }[finding.severity]), make('b', 'gx-ellipsis', where), text);
    if (finding.line) row.append(make('span', 'gx-hint', words.line.replace('{line}', finding.line)));
    row.addEventListener('click', () => this.goTo(element));
    return row;
  }

  none() {
    const row = make('div', 'gx-problem gx-problem-ok');
    row.append(make('i', 'gx-problem-sign', '✓'), make('span', 'gx-problem-text', words.noProblems));
    return row;
  }

  goTo(element) {
    if (!element) return;
    this.modeler.get('canvas').scrollToElement(element, 160);
    this.modeler.get('selection').select(element);
  }

  mark(findings) {
    const canvas = this.modeler.get('canvas');
    const overlays = this.modeler.get('overlays');
    const registry = this.modeler.get('elementRegistry');
    overlays.remove({ type: 'gx-problem' });
    for (const [id, css] of this.marked) if (registry.get(id)) canvas.removeMarker(id, css);
    this.marked = [];
    const byElement = Map.groupBy ? Map.groupBy(findings, (one) => one.element) : group(findings);
    for (const [id, mine] of byElement) {
      const element = id && registry.get(id);
      const worst = mine[0].severity;
      if (!element || worst === 'info' || element === canvas.getRootElement()) continue;
      const css = worst === 'error' ? 'gx-problem-error-mark' : 'gx-problem-warning-mark';
      canvas.addMarker(id, css);
      this.marked.push([id, css]);
      const badge = make('div', `gx-ov gx-ov-count${worst === 'warning' ? ' gx-ov-warning' : ''}`, String(mine.length));
      badge.title = mine.map((one) => one.message).join('\n');
      overlays.add(id, 'gx-problem', { position: element.waypoints ? { top: -10, left: 0 } : { top: -10, left: -10 }, html: badge, scale: { min: 0.9, max: 1.1 } });
    }
  }
}

function group(findings) {
  const found = new Map();
  for (const one of findings) found.set(one.element, [...(found.get(one.element) ?? []), one]);
  return found;
}
