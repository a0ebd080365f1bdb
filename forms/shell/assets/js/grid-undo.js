// Undo of a grid by Ctrl Z, again by Ctrl Y: what stood in its cells and which rows there were, step by step.
// A step is kept before the first letter typed into a cell, and before rows, blocks or pasted cells change.
import { announce, cellsOf, gridOf, renumber, rowsOf } from './grid-rows.js';

const MOST = 100;
const steps = new WeakMap(); // grid → {done: [state], undone: [state]}
let entered = null; // the state when the cell that has the focus was entered

const state = (grid) => rowsOf(grid).map((row) => ({ row, values: cellsOf(row).map((cell) => cell.value) }));
const ofGrid = (grid) => steps.get(grid) ?? steps.set(grid, { done: [], undone: [] }).get(grid);
const same = (one, other) => one?.length === other.length && one.every(({ row, values }, i) => row === other[i].row && values.every((value, j) => value === other[i].values[j]));

export function remember(grid, before = state(grid)) {
  const { done, undone } = ofGrid(grid);
  if (same(done.at(-1), before)) return;
  done.push(before);
  if (done.length > MOST) done.shift();
  undone.length = 0;
}

document.addEventListener('focusin', (event) => {
  const grid = gridOf(event.target);
  entered = grid ? { grid, cell: event.target, before: state(grid) } : null;
});

document.addEventListener('input', (event) => {
  if (entered?.cell !== event.target) return;
  remember(entered.grid, entered.before);
  entered = null;
});

document.addEventListener('keydown', (event) => {
  const grid = gridOf(event.target);
  if (!grid || !(event.ctrlKey || event.metaKey) || event.altKey || !/^[zy]$/i.test(event.key)) return;
  const back = event.key.toLowerCase() === 'z' && !event.shiftKey;
  event.preventDefault();
  step(grid, back);
});

function step(grid, back) {
  const { done, undone } = ofGrid(grid);
  const [from, to] = back ? [done, undone] : [undone, done];
  const now = state(grid);
  while (from.length && same(from.at(-1), now)) from.pop();
  const target = from.pop();
  if (!target) return;
  to.push(now);
  restore(grid, target);
  entered = { grid, cell: document.activeElement, before: target };
}

function restore(grid, target) {
  const foot = grid.querySelector('.gx-grid-add');
  const focused = document.activeElement;
  rowsOf(grid).filter((row) => !target.some((one) => one.row === row)).forEach((row) => row.remove());
  target.forEach(({ row, values }) => {
    foot.before(row);
    cellsOf(row).forEach((cell, i) => { cell.value = values[i]; });
  });
  renumber(grid);
  if (focused.isConnected) focused.focus();
  else cellsOf(target.at(-1)?.row ?? foot)[0]?.focus();
  announce(grid);
}
