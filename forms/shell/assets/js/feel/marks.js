// A layer over the field with the same text, unseen but for the lines under what is wrong. It also tells where the
// caret is: a text area does not.
import { make } from './dom.js';

const SAME = ['font', 'letterSpacing', 'paddingTop', 'paddingRight', 'paddingBottom', 'paddingLeft', 'borderTopWidth', 'borderRightWidth', 'borderBottomWidth', 'borderLeftWidth', 'textAlign', 'tabSize'];

export class Marks {
  constructor(control) {
    this.control = control;
    this.layer = make('div', 'gx-feel-marks', '', { 'aria-hidden': 'true' });
    if (control.matches('input')) this.layer.style.whiteSpace = 'pre';
    control.after(this.layer);
    control.addEventListener('scroll', () => this.place());
    this.watch = new ResizeObserver(() => this.place());
    this.watch.observe(control);
  }

  place() {
    const { control, layer } = this;
    if (!control.isConnected) return this.watch.disconnect();
    const style = getComputedStyle(control);
    for (const key of SAME) layer.style[key] = style[key];
    layer.style.left = `${control.offsetLeft}px`;
    layer.style.top = `${control.offsetTop}px`;
    layer.style.width = `${control.offsetWidth}px`;
    layer.style.height = `${control.offsetHeight}px`;
    layer.scrollTop = control.scrollTop;
    layer.scrollLeft = control.scrollLeft;
    return undefined;
  }

  show(findings) {
    const text = this.control.value;
    const parts = [];
    let at = 0;
    for (const { start, end, severity } of [...findings].sort((a, b) => a.start - b.start)) {
      if (start < at || end > text.length || end <= start) continue;
      parts.push(text.slice(at, start), make('mark', severity === 'error' ? 'gx-feel-bad' : 'gx-feel-warn', text.slice(start, end)));
      at = end;
    }
    this.layer.replaceChildren(...parts, text.slice(at));
    this.place();
  }

  clear() {
    this.layer.replaceChildren();
  }

  // Where a place in the text is on the screen.
  boxAt(offset) {
    const had = [...this.layer.childNodes];
    const spot = make('span', '', '\u200b');
    this.layer.replaceChildren(this.control.value.slice(0, offset), spot, this.control.value.slice(offset));
    this.place();
    const { left, top, bottom } = spot.getBoundingClientRect();
    this.layer.replaceChildren(...had);
    return { left, top, bottom };
  }
}
