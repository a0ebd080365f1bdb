// A block copied from a spreadsheet: tabs between cells, line ends between rows, quotes around cells with either.
import { remember } from './grid-undo.js';
import { addRow, announce, CELL, cellsOf, gridOf, rowsOf } from './grid-rows.js';
import { showToast } from './toasts.js';
import { words } from './words.js';

document.addEventListener('paste', (event) => {
  const grid = gridOf(event.target);
  const text = event.clipboardData?.getData('text/plain') ?? '';
  if (!grid || !event.target.matches(CELL) || !/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  remember(grid);
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
