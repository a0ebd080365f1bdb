// <form data-gx-drop>: files dropped on it (or anywhere on the page, if it is the only one) are uploaded.
import { showToast } from './toasts.js';
import { words } from './words.js';

const LARGEST = 20 * 1024 * 1024;
const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');

function zoneFor(event) {
  const near = event.target.closest?.('[data-gx-drop]');
  if (near) return near;
  const all = document.querySelectorAll('[data-gx-drop]');
  return all.length === 1 ? all[0] : null;
}

document.addEventListener('dragover', (event) => {
  const zone = carriesFiles(event) && zoneFor(event);
  if (!zone) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = 'copy';
  zone.classList.add('gx-over');
});
document.addEventListener('dragleave', (event) => {
  if (!event.relatedTarget) document.querySelectorAll('.gx-over').forEach((zone) => zone.classList.remove('gx-over'));
});
document.addEventListener('drop', (event) => {
  const zone = carriesFiles(event) && zoneFor(event);
  if (!zone) return;
  event.preventDefault();
  zone.classList.remove('gx-over');
  const input = zone.querySelector('input[type=file]');
  const files = new DataTransfer();
  for (const file of event.dataTransfer.files) if (input.multiple || !files.files.length) files.items.add(file);
  input.files = files.files;
  upload(zone, input);
});
document.addEventListener('submit', (event) => {
  const zone = event.target.closest?.('form[data-gx-drop]');
  if (zone && !fits(zone.querySelector('input[type=file]'))) event.preventDefault();
}, true);

document.addEventListener('change', (event) => {
  const zone = event.target.matches?.('[data-gx-drop] input[type=file]') && event.target.closest('[data-gx-drop]');
  if (zone) zone.querySelector('[data-gx-chosen]').textContent = [...event.target.files].map((file) => file.name).join(', ');
});

function upload(form, input) {
  if (input.files.length && fits(input)) form.requestSubmit();
}

function fits(input) {
  const size = [...input.files].reduce((sum, file) => sum + file.size, 0);
  if (size > LARGEST) showToast(words.tooLarge, { tone: 'bad' });
  return size <= LARGEST;
}
