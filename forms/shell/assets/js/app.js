// Every page: htmx and our small modules. Each module listens on the document, so swapped-in parts work at once.
import htmx from 'htmx.org';
import './requests.js';
import './floating.js';
import './current.js';
import './toasts.js';
import './keep.js';
import './keys.js';
import './palette.js';
import './autosave.js';
import './drop.js';
import './rows.js';
import './grid.js';
import './feel/index.js';

// Islands in other bundles (modeler) post through the same CSRF token and toasts.
window.gx = Object.assign(window.gx ?? {}, { htmx });
