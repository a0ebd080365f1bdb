// <div data-gx-modeler="url of the XML" …>: the editor. shell/bpmn.html draws its frame and names the URLs.
import { onThemeChange } from './islands/colours.js';
import { Editor } from './modeler/editor.js';

const host = document.querySelector('[data-gx-modeler]');
if (host) {
  const editor = new Editor(host);
  editor.open();
  onThemeChange(() => editor.recolour());
}
