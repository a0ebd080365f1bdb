// Toasts count down, wait under the pointer and are read out by screen readers (the container is a live region).
const box = () => document.getElementById('gx-toasts');

export function showToast(text, { tone = 'ok', action, onAction } = {}) {
  const toast = document.createElement('div');
  toast.className = `gx-toast gx-toast-${tone}`;
  toast.dataset.gxToast = '10';
  const span = document.createElement('span');
  span.textContent = text;
  toast.append(span);
  if (action) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = action;
    button.addEventListener('click', () => { toast.remove(); onAction(); });
    toast.append(button);
  }
  box()?.append(toast);
  return toast;
}

const started = new WeakSet();
function start(toast) {
  if (started.has(toast)) return;
  started.add(toast);
  let left = Number(toast.dataset.gxToast) || 10;
  const timer = setInterval(() => {
    if (!toast.isConnected) return clearInterval(timer);
    if (toast.matches(':hover, :focus-within')) return undefined;
    left -= 1;
    const seconds = toast.querySelector('[data-gx-seconds]');
    if (seconds) seconds.textContent = String(left);
    if (left <= 0) toast.remove();
    return undefined;
  }, 1000);
}

if (box()) {
  const look = () => box().querySelectorAll('[data-gx-toast]').forEach(start);
  new MutationObserver(look).observe(box(), { childList: true });
  look();
}
document.addEventListener('click', (event) => {
  if (event.target.closest('[data-gx-dismiss]')) event.target.closest('.gx-toast, .gx-strip')?.remove();
});
