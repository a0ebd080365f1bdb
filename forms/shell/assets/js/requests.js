// Every unsafe htmx request carries the CSRF token; a form is sent once; failures without an answer say so.
import { keepTyped } from './keep.js';
import { csrfToken, words } from './words.js';
import { showToast } from './toasts.js';

document.addEventListener('htmx:config:request', (event) => {
  const { request } = event.detail.ctx;
  if (!/^(GET|HEAD)$/i.test(request.method)) request.headers['X-CSRFToken'] = csrfToken();
});

document.addEventListener('htmx:error', (event) => {
  if (event.detail.ctx?.response) return; // it was answered: the answer itself is shown
  showToast(words.offline, { tone: 'bad' });
});

// A page of its own (the login) instead of a part: the session has ended. Loading the page again leads there and back.
document.addEventListener('htmx:after:request', (event) => {
  if (!event.detail.ctx.text?.includes('id="gx-plain"')) return;
  event.preventDefault();
  keepTyped();
  location.reload();
});

// A slow answer must not invite a second click. Real repeats are made harmless by the server's submission id.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === 'dialog') return;
  if (form.dataset.gxSent) return event.preventDefault();
  form.dataset.gxSent = '1';
  const button = event.submitter;
  setTimeout(() => button?.classList.contains('gx-btn') && button.classList.add('gx-busy'), 150);
  setTimeout(() => release(form), 8000);
});
document.addEventListener('htmx:finally:request', (event) => {
  const form = event.detail.ctx?.sourceElement?.closest?.('form');
  if (form) release(form);
});
window.addEventListener('pageshow', () => document.querySelectorAll('form[data-gx-sent]').forEach(release));

function release(form) {
  delete form.dataset.gxSent;
  form.querySelectorAll('.gx-busy').forEach((button) => button.classList.remove('gx-busy'));
}

// htmx carries the style attribute of what it replaces over to the new element for a moment; our CSP forbids that.
// What is swapped beside the answer's own place (hx-swap-oob) has a target of its own.
document.addEventListener('htmx:before:swap', (event) => {
  const places = [event.detail.ctx?.target ?? document, ...(event.detail.tasks ?? []).map((task) => task.target)];
  for (const place of places) {
    if (place?.matches?.('[id][style]')) place.removeAttribute('style');
    place?.querySelectorAll?.('[id][style]').forEach((element) => element.removeAttribute('style'));
  }
});
