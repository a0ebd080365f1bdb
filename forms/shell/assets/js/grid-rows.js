// Rows and cells of the one grid: finding, adding, removing and numbering them, and saying that something changed.
import { remember } from './grid-undo.js';
import { showToast } from './toasts.js';
import { words } from './words.js';

export const CELL = 'td.gx-editable > :is(input, select)';
export const gridOf = (element) => element.closest?.('[data-gx-grid]');
export const rowsOf = (grid) => [...grid.querySelectorAll('tbody > tr[data-gx-grid-row]')];
export const cellsOf = (row) => [...row.querySelectorAll(CELL)];

export function addRow(grid) {
  remember(grid);
  const template = grid.querySelector('template[data-gx-grid-row]');
  const row = template.content.querySelector('tr').cloneNode(true);
  const used = rowsOf(grid).flatMap((one) => cellsOf(one).map((cell) => Number(cell.name.split('-').at(-2))));
  const index = Math.max(-1, ...used) + 1;
  for (const element of row.querySelectorAll('[name], [id]')) {
    if (element.name) element.name = element.name.replace('-__-', `-${index}-`);
    if (element.id) element.id = element.id.replace('-__-', `-${index}-`);
    if (element.matches('[data-gx-remove]')) element.value = String(index);
  }
  grid.querySelector('.gx-grid-add').before(row);
  renumber(grid);
  return row;
}

export function renumber(grid) {
  rowsOf(grid).forEach((row, i) => {
    const number = row.querySelector('.gx-rowno');
    if (number) number.textContent = String(i + 1);
  });
}

export function removeRow(row, grid) {
  remember(grid);
  const next = row.nextElementSibling;
  row.remove();
  renumber(grid);
  announce(grid);
  showToast(words.rowRemoved, {
    action: words.undo,
    onAction: () => { next.before(row); renumber(grid); announce(grid); },
  });
}

export function changed(cell) {
  cell.dispatchEvent(new Event('input', { bubbles: true }));
}

export function announce(grid) {
  grid.closest('form')?.dispatchEvent(new Event('input', { bubbles: true })); // autosave hears it too
  grid.dispatchEvent(new CustomEvent('gx:changed'));
}
