// The card of attachments: what is chosen, dropped on it or pasted is sent at once, with progress.
// Without this script the same controls send the form `crm-files`.
const card = () => document.getElementById('files');
const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? '';
const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');
document.documentElement.classList.add('crm-files-js');
let sending = false;

document.addEventListener('change', (event) => {
  const input = event.target.closest?.('[data-crm-files] input[type=file]');
  if (!input?.files.length) return;
  send([...input.files]);
  input.value = '';
});

document.addEventListener('dragover', (event) => {
  const mine = carriesFiles(event) && zone(event);
  if (!mine) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = 'copy';
  mine.classList.add('crm-over');
});
document.addEventListener('dragleave', (event) => {
  if (!event.relatedTarget || !card()?.contains(event.relatedTarget)) card()?.classList.remove('crm-over');
});
document.addEventListener('drop', (event) => {
  const mine = carriesFiles(event) && zone(event);
  if (!mine) return;
  event.preventDefault();
  mine.classList.remove('crm-over');
  send([...event.dataTransfer.files]);
});
document.addEventListener('paste', (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  // a text field takes the text of the clipboard; pictures have none
  if (!files.length || event.clipboardData.getData('text/plain') || !open()) return;
  event.preventDefault();
  send(files.map(named));
});

function zone(event) {
  const mine = open();
  return mine && (mine.contains(event.target) || !event.target.closest?.('[data-gx-drop]')) ? mine : null;
}

function open() {
  const mine = card();
  return mine?.dataset.mayAttach === undefined || document.querySelector('dialog[open]') ? null : mine;
}

function named(file) {
  if (file.name && !/^image\.\w+$/i.test(file.name)) return file;
  const ending = file.type.split('/')[1]?.replace('jpeg', 'jpg') || 'png';
  const now = new Date();
  const two = (number) => String(number).padStart(2, '0');
  const stamp = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())} ${two(now.getHours())}.${two(now.getMinutes())}.${two(now.getSeconds())}`;
  return new File([file], `${card().dataset.pasted} ${stamp}.${ending}`, { type: file.type });
}

// One request per file: a refused one does not take the others along.
async function send(files) {
  if (sending) return;
  sending = true;
  const kind = card().querySelector('.crm-files-kind')?.value ?? '';
  const problems = [];
  for (const [index, file] of files.entries()) {
    if (file.size > Number(card().dataset.largest)) {
      problems.push(card().dataset.tooLarge.replace('{name}', file.name));
      continue;
    }
    try {
      const html = await post(file, kind, (share) => progress((index + share) / files.length));
      replace(html, kind);
    } catch (problem) {
      problems.push(problem.message);
    }
  }
  progress(null);
  tell(problems);
  sending = false;
}

function post(file, kind, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    if (kind) body.append('kind', kind);
    body.append('files', file, file.name);
    request.open('POST', card().dataset.crmFiles);
    request.setRequestHeader('X-CSRFToken', token());
    request.setRequestHeader('HX-Request', 'true');
    request.setRequestHeader('Accept', 'application/json');
    request.upload.addEventListener('progress', (event) => event.lengthComputable && onProgress(event.loaded / event.total));
    request.addEventListener('load', () => (request.status === 200 ? resolve(request.responseText) : reject(new Error(said(request)))));
    request.addEventListener('error', () => reject(new Error(card().dataset.offline)));
    request.send(body);
  });
}

function said(request) {
  try {
    return JSON.parse(request.responseText).message;
  } catch {
    return card().dataset.offline;
  }
}

function replace(html, kind) {
  const made = new DOMParser().parseFromString(html, 'text/html').getElementById('files');
  if (!made) return location.reload(); // the session has ended: the login asks, and leads back here
  card().replaceWith(made);
  window.htmx?.process(made);
  const select = made.querySelector('.crm-files-kind');
  if (select && kind) select.value = kind;
}

function progress(share) {
  const bar = card().querySelector('progress');
  bar.hidden = share === null;
  bar.value = share ?? 0;
}

function tell(problems) {
  const box = card().querySelector('.crm-files-problem');
  box.hidden = !problems.length;
  box.textContent = problems.join(' ');
}
