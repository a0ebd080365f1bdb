export function make(tag, css = '', text = '', attributes = {}) {
  const made = document.createElement(tag);
  if (css) made.className = css;
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// A button that leaves the focus where it is: the field stays the one that is being typed in.
export function button(css, label, act, text = '') {
  const made = make('button', css, text, { type: 'button', title: label });
  if (!text) made.setAttribute('aria-label', label);
  made.addEventListener('mousedown', (event) => event.preventDefault());
  made.addEventListener('click', act);
  return made;
}

const PATHS = {
  try: ['M7 4v16l13 -8z'],
  format: ['M4 6h16', 'M4 12h10', 'M4 18h14'],
  functions: ['M4 19a9 9 0 0 1 9 0a9 9 0 0 1 9 0', 'M4 6a9 9 0 0 1 9 0a9 9 0 0 1 9 0', 'M4 6v13', 'M13 6v13', 'M22 6v13'],
};

export function glyph(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  for (const [key, value] of Object.entries({ class: 'gx-i gx-i-s', viewBox: '0 0 26 24', fill: 'none', stroke: 'currentColor', 'stroke-width': '2', 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true' })) svg.setAttribute(key, value);
  for (const d of PATHS[name]) {
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}

// Puts text in place of a part of the field so that the browser's own undo takes it back.
export function typeInto(control, from, to, text, caret = text.length) {
  control.focus();
  control.setSelectionRange(from, to);
  const done = text ? document.execCommand('insertText', false, text) : document.execCommand('delete');
  if (!done) {
    control.setRangeText(text, from, to, 'end');
    control.dispatchEvent(new Event('input', { bubbles: true }));
  }
  control.setSelectionRange(from + caret, from + caret);
}
