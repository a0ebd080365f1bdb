// What has happened, drawn on the diagram. `states` is {elements: {id: {state, tick, badge, tone, count, title}}}.
// state: done now pred dim err warn for nodes, taken pred dim for flows. Colours go through the renderer (so that
// arrow heads have them too), widths and dashes through CSS classes.
import { role } from './colours.js';

const NODE = {
  done: ['ok', 'ok-bg'], now: ['accent', 'accent-bg'], pred: ['accent', 'node'], err: ['bad', 'node'], warn: ['warn', 'node'], dim: ['mute', 'node'],
};
const FLOW = { taken: 'ok', done: 'ok', pred: 'accent', dim: 'mute', err: 'bad' };
const BADGE_SCALE = { min: 0.9, max: 1.1 };

export function applyStates(viewer, states) {
  const registry = viewer.get('elementRegistry');
  const overlays = viewer.get('overlays');
  overlays.remove({ type: 'gx' });
  for (const [id, state] of Object.entries(states?.elements ?? {})) {
    const element = registry.get(id);
    if (!element) continue; // the picture may be older than the definition's fixes
    mark(viewer, element, state.state);
    if (element.label) mark(viewer, element.label, state.state);
    if (!element.waypoints) addOverlays(overlays, element, state);
    if (state.title) addTitle(registry.getGraphics(element), state.title);
  }
}

function mark(viewer, element, state) {
  if (!state) return;
  const canvas = viewer.get('canvas');
  for (const name of ['done', 'now', 'pred', 'dim', 'err', 'warn', 'taken']) canvas.removeMarker(element, `gx-${name}`);
  canvas.addMarker(element, `gx-${state}`);
  const di = element.di;
  if (!di || element.labelTarget) return;
  const [stroke, fill] = element.waypoints ? [FLOW[state]] : NODE[state] ?? [];
  if (!stroke) return;
  di.set('bioc:stroke', role(stroke));
  if (fill && !element.isFrame && !/Participant|Lane/.test(element.type)) di.set('bioc:fill', role(fill));
  const factory = viewer.get('graphicsFactory');
  factory.update(element.waypoints ? 'connection' : 'shape', element, viewer.get('elementRegistry').getGraphics(element));
}

function addOverlays(overlays, element, state) {
  const add = (position, html) => overlays.add(element, 'gx', { position, html, scale: BADGE_SCALE, show: { minZoom: 0.25 } });
  if (state.state === 'now') add({ top: -8, left: -8 }, part('gx-pulse'));
  // at the left: labels of events and gateways and boundary events stand at the right
  if (state.tick ?? state.state === 'done') add({ top: -9, left: -9 }, part('gx-ov gx-ov-tick', '✓'));
  if (state.count > 1) add({ bottom: 10, left: 6 }, part('gx-ov', `${state.count} ×`));
  if (state.incidents) add({ top: -10, left: -10 }, part('gx-ov gx-ov-count', String(state.incidents)));
  if (state.badge) add({ bottom: -4, left: Math.min(0, element.width / 2 - 60) }, part(`gx-ov gx-ov-${state.tone ?? 'plain'}`, state.badge));
}

function part(css, text = '') {
  const element = document.createElement('div');
  element.className = css;
  element.textContent = text;
  return element;
}

function addTitle(graphics, text) {
  const title = document.createElementNS('http://www.w3.org/2000/svg', 'title');
  title.textContent = text;
  graphics?.prepend(title);
}
