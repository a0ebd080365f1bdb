// Lists by keyboard: j and k move, Enter opens, x selects, Shift x selects a range. A row is [data-gx-row].
const typing = 'input:not([type=checkbox]), textarea, select, [contenteditable], .djs-container, dialog';
let anchor = null;

const rows = () => [...document.querySelectorAll('[data-gx-row]')].filter((row) => row.checkVisibility());
const current = () => document.querySelector('[data-gx-row][data-gx-current]') ?? document.querySelector('[data-gx-row][aria-current]');

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest?.(typing)) return;
  const key = event.key.toLowerCase();
  if (key === 'j' || key === 'k') return move(key === 'j' ? 1 : -1, event);
  const row = current();
  if (!row) return undefined;
  if (key === 'enter' && !event.target.closest('a, button, summary')) return open(row, event);
  if (key === 'x') return select(row, event);
  return undefined;
});

function move(step, event) {
  const all = rows();
  if (!all.length) return;
  event.preventDefault();
  const at = all.indexOf(current());
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  all.forEach((row) => row.removeAttribute('data-gx-current'));
  next.dataset.gxCurrent = '';
  next.scrollIntoView({ block: 'nearest' });
  const link = next.matches('a') ? next : next.querySelector('a[href]');
  (link ?? next).focus({ preventScroll: true });
}

function open(row, event) {
  event.preventDefault();
  (row.matches('a') ? row : row.querySelector('a[href]'))?.click();
}

function select(row, event) {
  const box = row.querySelector('input[type=checkbox]');
  if (!box) return;
  event.preventDefault();
  const all = rows();
  if (event.shiftKey && anchor && all.includes(anchor)) {
    const [from, to] = [all.indexOf(anchor), all.indexOf(row)].sort((a, b) => a - b);
    for (const one of all.slice(from, to + 1)) set(one.querySelector('input[type=checkbox]'), true);
  } else set(box, !box.checked);
  anchor = row;
}

function set(box, checked) {
  if (!box || box.checked === checked) return;
  box.checked = checked;
  box.dispatchEvent(new Event('change', { bubbles: true }));
}

// <input type=checkbox data-gx-all="name"> checks all of that name; [data-gx-picked] shows how many are.
document.addEventListener('change', (event) => {
  const all = event.target.dataset?.gxAll;
  if (all) document.querySelectorAll(`input[name="${CSS.escape(all)}"]`).forEach((box) => set(box, event.target.checked));
  for (const bar of document.querySelectorAll('[data-gx-picked]')) {
    const picked = document.querySelectorAll(`input[name="${CSS.escape(bar.dataset.gxPicked)}"]:checked`).length;
    bar.hidden = picked === 0;
    const number = bar.querySelector('[data-gx-picked-count]');
    if (number) number.textContent = String(picked);
  }
});
