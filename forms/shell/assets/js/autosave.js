// <form id=… data-gx-autosave="url">: the form is posted to url 1.2 s after the last change and when the page is
// left. The answer is 204 or JSON {saved_at}. Without a connection the text waits in this browser and is sent later.
import { csrfToken, words } from './words.js';

const QUIET = 1200;
const timers = new WeakMap();

document.addEventListener('input', (event) => {
  const form = event.target.closest?.('form[data-gx-autosave]');
  if (!form || event.target.closest('[data-gx-autosave-skip]')) return;
  form.gxDirty = true;
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => save(form), QUIET));
});
document.addEventListener('submit', (event) => {
  clearTimeout(timers.get(event.target));
  event.target.gxDirty = false;
});
addEventListener('pagehide', () => {
  for (const form of document.querySelectorAll('form[data-gx-autosave]')) {
    if (form.gxDirty) send(form, { keepalive: true }).catch(() => {});
  }
});
addEventListener('online', () => document.querySelectorAll('form[data-gx-autosave]').forEach((form) => form.gxDirty && save(form)));

async function save(form) {
  form.gxDirty = false;
  show(form, 'saving', words.saving);
  try {
    const answer = await send(form);
    if (!answer.ok) throw new Error(String(answer.status));
    const now = new Date();
    const clock = `${String(now.getHours()).padStart(2, '0')}:${String(now.getMinutes()).padStart(2, '0')}`;
    show(form, 'saved', `${clock} ${words.saved}`);
  } catch {
    form.gxDirty = true;
    show(form, 'failed', words.notSaved);
    timers.set(form, setTimeout(() => form.isConnected && save(form), 15000));
  }
}

function send(form, options = {}) {
  return fetch(form.dataset.gxAutosave, {
    method: 'POST', body: new URLSearchParams(new FormData(form)), credentials: 'same-origin', redirect: 'manual', // to the login: not saved
    headers: { 'X-CSRFToken': csrfToken(), 'X-Requested-With': 'autosave' }, ...options,
  });
}

function show(form, state, text) {
  const sign = document.querySelector(`[data-gx-saved="${CSS.escape(form.id)}"]`) ?? form.querySelector('[data-gx-saved]');
  if (!sign) return;
  sign.hidden = false;
  sign.dataset.state = state;
  sign.querySelector('span').textContent = text;
}
