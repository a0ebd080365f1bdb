// <div data-gx-bpmn="url of the XML" data-gx-states="url of JSON, or JSON">: a diagram to look at.
// Options: data-gx-poll="15" (seconds), data-gx-focus="element id", data-gx-element-url="/…/{id}" with
// data-gx-element-target="#where" (a click loads that fragment). It sends gx:element {id} when one is clicked;
// [data-gx-highlight="element id"] anywhere on the page marks the element while pointed at.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import translate from './islands/translate.js';
import frames from './islands/frames.js';
import { fit } from './islands/fit.js';
import { gxModdle } from './islands/gx-moddle.js';
import { onThemeChange, rendererColours } from './islands/colours.js';
import { widenLabels } from './islands/labels.js';
import { applyStates } from './islands/states.js';

const drawn = new WeakMap();

class Diagram {
  constructor(host) {
    this.host = host;
    this.canvasHost = host.querySelector('.gx-diagram-canvas') ?? host;
    host.querySelectorAll('[data-gx-zoom]').forEach((button) => {
      button.addEventListener('click', () => this.zoom(button.dataset.gxZoom));
    });
  }

  async load() {
    try {
      this.xml = await (await get(this.host.dataset.gxBpmn)).text();
      this.states = await this.readStates();
      await this.draw();
      this.poll();
    } catch (error) {
      this.fail(error);
    }
  }

  async readStates() {
    const source = this.host.dataset.gxStates ?? '';
    if (!source) return {};
    return source.startsWith('{') ? JSON.parse(source) : (await get(source, 'application/json')).json();
  }

  async draw(viewbox) {
    this.viewer?.destroy();
    this.viewer = new NavigatedViewer({
      container: this.canvasHost, additionalModules: [translate, frames], moddleExtensions: { gx: gxModdle }, ...rendererColours(),
    });
    await this.viewer.importXML(this.xml);
    widenLabels(this.viewer);
    applyStates(this.viewer, this.states);
    const canvas = this.viewer.get('canvas');
    if (viewbox) canvas.viewbox(viewbox);
    else this.zoom('fit');
    this.viewer.on('element.click', ({ element }) => this.clicked(element));
    this.viewer.on('canvas.viewbox.changed', () => this.farOrNear());
    this.farOrNear();
    this.host.dataset.gxReady = '1';
  }

  redraw() {
    if (this.viewer && this.xml) this.draw(this.viewer.get('canvas').viewbox());
  }

  zoom(how) {
    const canvas = this.viewer.get('canvas');
    if (how !== 'fit') return canvas.zoom(canvas.zoom() * (how === 'in' ? 1.25 : 0.8), 'auto');
    fit(this.viewer);
    const focus = this.host.dataset.gxFocus;
    if (canvas.zoom() < 0.45 && focus && this.viewer.get('elementRegistry').get(focus)) {
      canvas.zoom(0.8);
      canvas.scrollToElement(focus, 120); // too small to read as a whole: open at the current node
    }
    return undefined;
  }

  farOrNear() {
    this.host.classList.toggle('gx-far', this.viewer.get('canvas').zoom() < 0.75);
  }

  clicked(element) {
    const id = element.labelTarget?.id ?? element.id;
    this.select(id);
    this.host.dispatchEvent(new CustomEvent('gx:element', { bubbles: true, detail: { id } }));
    const { gxElementUrl: url, gxElementTarget: target } = this.host.dataset;
    if (url && target) window.gx.htmx.ajax('GET', url.replace('{id}', encodeURIComponent(id)), { target });
  }

  select(id) {
    const canvas = this.viewer.get('canvas');
    if (this.selected) canvas.removeMarker(this.selected, 'gx-selected');
    this.selected = this.viewer.get('elementRegistry').get(id) ? id : null;
    if (this.selected) canvas.addMarker(this.selected, 'gx-selected');
  }

  poll() {
    const seconds = Number(this.host.dataset.gxPoll);
    if (!seconds || !this.host.dataset.gxStates) return;
    this.timer = setInterval(async () => {
      if (!this.host.isConnected) return clearInterval(this.timer);
      if (document.hidden) return undefined;
      const states = await this.readStates().catch(() => null);
      if (!states || JSON.stringify(states) === JSON.stringify(this.states)) return undefined;
      this.states = states;
      return this.redraw();
    }, seconds * 1000);
  }

  fail(error) {
    this.viewer?.destroy();
    this.viewer = null;
    this.host.querySelector('.gx-diagram-tools')?.remove();
    const message = this.host.querySelector('[data-gx-failed]');
    if (message) message.hidden = false;
    this.host.dataset.gxReady = 'failed';
    console.warn('diagram:', error.message);
  }
}

async function get(url, accept = 'application/xml, text/xml, */*') {
  const answer = await fetch(url, { credentials: 'same-origin', headers: { Accept: accept } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer;
}

function drawAll(root = document) {
  for (const host of root.querySelectorAll('[data-gx-bpmn]')) {
    if (drawn.has(host)) continue;
    const diagram = new Diagram(host);
    drawn.set(host, diagram);
    diagram.load();
  }
}
const each = (act) => document.querySelectorAll('[data-gx-bpmn]').forEach((host) => drawn.has(host) && act(drawn.get(host)));

drawAll();
document.addEventListener('htmx:after:swap', () => drawAll());
onThemeChange(() => each((diagram) => diagram.redraw()));
for (const [event, on] of [['mouseover', true], ['mouseout', false], ['focusin', true], ['focusout', false]]) {
  document.addEventListener(event, ({ target }) => {
    const id = target.closest?.('[data-gx-highlight]')?.dataset.gxHighlight;
    if (id) each((diagram) => diagram.viewer && diagram.select(on ? id : ''));
  });
}
