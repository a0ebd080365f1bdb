// Popovers (details.gx-pop), dialogues and drawers (dialog): what opens, closes with Esc or a click elsewhere.
document.addEventListener('click', (event) => {
  for (const open of document.querySelectorAll('details.gx-pop[open]')) {
    if (!open.contains(event.target) || event.target.closest('.gx-menu-item:not(summary)')) open.open = false;
  }
  const opener = event.target.closest('[data-gx-open]');
  if (opener) {
    event.preventDefault(); // commandfor would open it a second time where the browser knows it
    openDialog(opener.dataset.gxOpen);
  }
  if (event.target.closest('[data-gx-close]')) event.target.closest('dialog')?.close();
  if (event.target.matches('dialog')) event.target.close(); // the backdrop belongs to the dialog
});

document.addEventListener('toggle', (event) => {
  if (event.target.matches?.('details.gx-pop[open]')) keepInside(event.target.querySelector('.gx-pop-panel'));
}, true);

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  const open = document.querySelector('details.gx-pop[open]');
  if (!open) return;
  open.open = false;
  open.querySelector('summary').focus();
  event.preventDefault();
});

export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return;
  dialog.showModal();
  dialog.querySelector('[autofocus]')?.focus();
  dialog.dispatchEvent(new CustomEvent('gx:open'));
}

function keepInside(panel) {
  const box = panel.getBoundingClientRect();
  const edge = 8;
  let shift = 0;
  if (box.left < edge) shift = edge - box.left;
  else if (box.right > innerWidth - edge) shift = innerWidth - edge - box.right;
  panel.style.transform = shift ? `translateX(${Math.round(shift)}px)` : '';
}
