// The one grid by keyboard, as in a spreadsheet. A cell is either walked over (arrows move) or edited (F2, Enter
// or typing starts it; arrows then move the caret). Tab always goes to the next cell. Ctrl D copies from above.
// Neighbours: grid-rows (rows and cells), grid-block (several cells), grid-paste, grid-undo.
import './grid-block.js';
import './grid-paste.js';
import { addRow, changed, CELL, cellsOf, gridOf, removeRow, rowsOf } from './grid-rows.js';
import { remember } from './grid-undo.js';

document.addEventListener('keydown', (event) => {
  const grid = gridOf(event.target);
  if (!grid || !event.target.matches(CELL) || event.isComposing) return;
  const action = actionOf(event);
  if (!action) {
    if (startsTyping(event)) event.target.dataset.gxEditing = '1';
    return;
  }
  if (action(event.target, grid, event) !== false) event.preventDefault();
});

document.addEventListener('focusin', (event) => {
  const grid = gridOf(event.target);
  if (!grid || event.target.tagName !== 'INPUT') return;
  event.target.dataset.gxBefore = event.target.value;
  delete event.target.dataset.gxEditing;
  event.target.select?.();
});
document.addEventListener('mousedown', (event) => {
  if (event.target === document.activeElement && gridOf(event.target)) event.target.dataset.gxEditing = '1';
});

function actionOf(event) {
  const editing = event.target.dataset.gxEditing === '1';
  const ctrl = event.ctrlKey || event.metaKey;
  const isSelect = event.target.tagName === 'SELECT';
  if (ctrl && event.key.toLowerCase() === 'd') return copyDown;
  if (ctrl || event.altKey) return null;
  switch (event.key) {
    case 'F2': return edit;
    case 'Escape': return editing ? undo : null;
    case 'Enter': return event.shiftKey ? (cell, grid) => step(cell, grid, -1, 0) : nextRow;
    case 'ArrowDown': return editing && (isSelect || event.target.list) ? null : (cell, grid) => step(cell, grid, 1, 0);
    case 'ArrowUp': return editing && (isSelect || event.target.list) ? null : (cell, grid) => step(cell, grid, -1, 0);
    case 'ArrowRight': return editing ? null : (cell, grid) => step(cell, grid, 0, 1);
    case 'ArrowLeft': return editing ? null : (cell, grid) => step(cell, grid, 0, -1);
    default: return null;
  }
}

const startsTyping = (event) => !event.ctrlKey && !event.metaKey && (event.key.length === 1 || event.key === 'Backspace' || event.key === 'Delete');

function edit(cell) {
  cell.dataset.gxEditing = '1';
  if (cell.tagName === 'SELECT') return cell.showPicker?.();
  const end = cell.value.length;
  return cell.setSelectionRange?.(end, end);
}

function undo(cell) {
  cell.value = cell.dataset.gxBefore ?? cell.value;
  delete cell.dataset.gxEditing;
  changed(cell);
}

function step(cell, grid, down, right) {
  const rows = rowsOf(grid);
  const row = cell.closest('tr');
  const cells = cellsOf(row);
  const column = cells.indexOf(cell) + right;
  const target = cellsOf(rows[rows.indexOf(row) + down] ?? row)[column];
  if (!target) return false;
  target.focus();
  return true;
}

function nextRow(cell, grid) {
  const rows = rowsOf(grid);
  if (cell.closest('tr') === rows.at(-1)) {
    if (!rowHasText(rows.at(-1))) return true;
    const column = cellsOf(cell.closest('tr')).indexOf(cell);
    cellsOf(addRow(grid))[column].focus();
    return true;
  }
  return step(cell, grid, 1, 0);
}

function copyDown(cell, grid) {
  const rows = rowsOf(grid);
  const above = rows[rows.indexOf(cell.closest('tr')) - 1];
  if (!above) return;
  remember(grid);
  cell.value = cellsOf(above)[cellsOf(cell.closest('tr')).indexOf(cell)].value;
  changed(cell);
}

const rowHasText = (row) => cellsOf(row).some((cell) => cell.tagName === 'INPUT' && cell.value !== '');

document.addEventListener('click', (event) => {
  const grid = gridOf(event.target);
  if (!grid) return;
  if (event.target.closest('[data-gx-add]')) {
    event.preventDefault();
    cellsOf(addRow(grid))[0]?.focus();
  }
  const remove = event.target.closest('[data-gx-remove]');
  if (remove) {
    event.preventDefault();
    removeRow(remove.closest('tr'), grid);
  }
});

document.addEventListener('input', (event) => {
  const grid = event.target.matches?.('td.gx-editable > *') && gridOf(event.target);
  if (!grid) return;
  event.target.closest('td').classList.remove('gx-error');
  event.target.closest('td').querySelector('.gx-grid-error')?.remove();
  event.target.removeAttribute('aria-invalid');
  grid.dispatchEvent(new CustomEvent('gx:changed'));
});
