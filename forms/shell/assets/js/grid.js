// The one grid by keyboard, as in a spreadsheet. A cell is either walked over (arrows move) or edited (F2, Enter
// or typing starts it; arrows then move the caret). Tab always goes to the next cell. Ctrl D copies from above.
import { showToast } from './toasts.js';
import { words } from './words.js';

const gridOf = (element) => element.closest?.('[data-gx-grid]');
const rowsOf = (grid) => [...grid.querySelectorAll('tbody > tr[data-gx-grid-row]')];
const cellsOf = (row) => [...row.querySelectorAll('td.gx-editable > :is(input, select)')];

document.addEventListener('keydown', (event) => {
  const grid = gridOf(event.target);
  if (!grid || !event.target.matches('td.gx-editable > :is(input, select)') || event.isComposing) return;
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
    case 'ArrowDown': return editing && isSelect ? null : (cell, grid) => step(cell, grid, 1, 0);
    case 'ArrowUp': return editing && isSelect ? null : (cell, grid) => step(cell, grid, -1, 0);
    case 'ArrowRight': return editing ? null : (cell, grid) => step(cell, grid, 0, 1);
    case 'ArrowLeft': return editing ? null : (cell, grid) => step(cell, grid, 0, -1);
    default: return null;
  }
}

const startsTyping = (event) => event.key.length === 1 || event.key === 'Backspace' || event.key === 'Delete';

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
  cell.value = cellsOf(above)[cellsOf(cell.closest('tr')).indexOf(cell)].value;
  changed(cell);
}

const rowHasText = (row) => cellsOf(row).some((cell) => cell.tagName === 'INPUT' && cell.value !== '');

function addRow(grid) {
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

function renumber(grid) {
  rowsOf(grid).forEach((row, i) => {
    const number = row.querySelector('.gx-rowno');
    if (number) number.textContent = String(i + 1);
  });
}

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

function removeRow(row, grid) {
  const next = row.nextElementSibling;
  row.remove();
  renumber(grid);
  announce(grid);
  showToast(words.rowRemoved, {
    action: words.undo,
    onAction: () => { next.before(row); renumber(grid); announce(grid); },
  });
}

// A block copied from a spreadsheet: tabs between cells, line ends between rows, quotes around cells with either.
document.addEventListener('paste', (event) => {
  const grid = gridOf(event.target);
  const text = event.clipboardData?.getData('text/plain') ?? '';
  if (!grid || !event.target.matches('td.gx-editable > :is(input, select)') || !/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  const block = parseBlock(text);
  const startRow = rowsOf(grid).indexOf(event.target.closest('tr'));
  const startColumn = cellsOf(event.target.closest('tr')).indexOf(event.target);
  let cut = false;
  block.forEach((line, i) => {
    const row = rowsOf(grid)[startRow + i] ?? addRow(grid);
    const cells = cellsOf(row);
    cut ||= startColumn + line.length > cells.length;
    line.forEach((value, j) => cells[startColumn + j] && put(cells[startColumn + j], value));
  });
  if (cut) showToast(words.pasteTooWide, { tone: 'warn' });
  announce(grid);
});

function put(cell, value) {
  const text = value.trim();
  if (cell.tagName === 'SELECT') {
    const option = [...cell.options].find((one) => one.value === text || one.text.trim() === text);
    if (option) cell.value = option.value;
    return;
  }
  cell.value = text;
}

function parseBlock(text) {
  const rows = [[]];
  let cell = '';
  let quoted = false;
  const source = text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  for (let i = 0; i < source.length; i++) {
    const letter = source[i];
    if (quoted) {
      if (letter === '"' && source[i + 1] === '"') { cell += '"'; i++; }
      else if (letter === '"') quoted = false;
      else cell += letter === '\n' ? ' ' : letter;
    } else if (letter === '"' && cell === '') quoted = true;
    else if (letter === '\t') { rows.at(-1).push(cell); cell = ''; }
    else if (letter === '\n') { rows.at(-1).push(cell); cell = ''; rows.push([]); }
    else cell += letter;
  }
  rows.at(-1).push(cell);
  return rows;
}

function changed(cell) {
  cell.dispatchEvent(new Event('input', { bubbles: true }));
}

function announce(grid) {
  grid.closest('form')?.dispatchEvent(new Event('input', { bubbles: true })); // autosave hears it too
  grid.dispatchEvent(new CustomEvent('gx:changed'));
}

document.addEventListener('input', (event) => {
  const grid = event.target.matches?.('td.gx-editable > *') && gridOf(event.target);
  if (!grid) return;
  event.target.closest('td').classList.remove('gx-error');
  event.target.closest('td').querySelector('.gx-grid-error')?.remove();
  event.target.removeAttribute('aria-invalid');
  grid.dispatchEvent(new CustomEvent('gx:changed'));
});
