// A row of tabs or boxes that is wider than the screen opens where we are, not at its first entry.
const ROWS = '.gx-tabs, .gx-side, .gx-list-views';

function bringIntoView(root = document) {
  for (const row of root.querySelectorAll(ROWS)) {
    const here = row.querySelector('[aria-current], :has(> :checked)');
    if (!here || row.scrollWidth <= row.clientWidth) continue;
    row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
  }
}

bringIntoView();
document.addEventListener('htmx:after:swap', () => bringIntoView());
