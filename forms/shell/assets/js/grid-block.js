// Several cells at once: Shift and an arrow widen the block, Ctrl C and Ctrl X take it as a spreadsheet does, Delete
// empties it.
import { remember } from './grid-undo.js';
import { announce, CELL, cellsOf, gridOf, rowsOf } from './grid-rows.js';

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
let block = null; // {grid, from: [row, column], to: [row, column]}

const placeOf = (grid, cell) => {
  const row = cell.closest('tr');
  return [rowsOf(grid).indexOf(row), cellsOf(row).indexOf(cell)];
};
const walking = (cell) => cell.dataset.gxEditing !== '1';
const limit = (value, most) => Math.max(0, Math.min(value, most));

function lines() {
  if (!block) return [];
  const [top, bottom] = [block.from[0], block.to[0]].sort((a, b) => a - b);
  const [left, right] = [block.from[1], block.to[1]].sort((a, b) => a - b);
  return rowsOf(block.grid).slice(top, bottom + 1).map((row) => cellsOf(row).slice(left, right + 1));
}

function mark(on) {
  lines().flat().forEach((cell) => cell.closest('td').classList.toggle('gx-picked', on));
}

function forget() {
  mark(false);
  block = null;
}

document.addEventListener('focusin', forget);
document.addEventListener('mousedown', forget);

document.addEventListener('keydown', (event) => {
  const grid = gridOf(event.target);
  if (!grid || !event.target.matches(CELL) || !walking(event.target) || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.shiftKey && MOVES[event.key]) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return void widen(grid, event.target, MOVES[event.key]);
  }
  if ((event.key === 'Delete' || event.key === 'Backspace') && block) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return void empty();
  }
  if (event.key === 'Escape' && block) forget();
  return undefined;
}, true);

function widen(grid, cell, [down, right]) {
  const at = placeOf(grid, cell);
  mark(false);
  block ??= { grid, from: at, to: at };
  block.to = [limit(block.to[0] + down, rowsOf(grid).length - 1), limit(block.to[1] + right, cellsOf(rowsOf(grid)[0]).length - 1)];
  mark(true);
}

function empty() {
  remember(block.grid);
  lines().flat().forEach((cell) => { if (cell.tagName === 'INPUT') cell.value = ''; });
  announce(block.grid);
}

const written = (cell) => {
  const text = cell.tagName === 'SELECT' ? cell.selectedOptions[0]?.text.trim() ?? '' : cell.value;
  return /[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

function take(event) {
  if (!block || !gridOf(event.target)) return;
  event.clipboardData.setData('text/plain', lines().map((line) => line.map(written).join('\t')).join('\n'));
  event.preventDefault();
  if (event.type === 'cut') empty();
}
document.addEventListener('copy', take);
document.addEventListener('cut', take);
