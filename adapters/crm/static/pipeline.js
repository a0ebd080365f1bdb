// The board asks the server what every column answers to a card, and drops it there or puts it back.
const board = document.getElementById('pl-board');
const live = document.getElementById('pl-live');
const dialog = document.getElementById('pl-lost');
const columns = () => [...board.querySelectorAll('[data-pl-column]')];
let taken = null; // {card, home, column, answers}

document.querySelector('[data-pl-filter]')?.addEventListener('change', (event) => event.target.form.submit());

async function take(card) {
  release();
  const mine = { card, home: card.closest('[data-pl-column]'), column: card.closest('[data-pl-column]'), answers: null };
  taken = mine;
  card.classList.add('pl-taken');
  try {
    const answer = await fetch(`/crm/pipeline/${card.dataset.plCard}/answers`, { headers: { Accept: 'application/json' } });
    if (!answer.ok) throw new Error(String(answer.status));
    mine.answers = (await answer.json()).columns;
  } catch {
    if (taken === mine) { release(); say(board.dataset.offline, 'bad'); }
    return;
  }
  if (taken !== mine) return;
  for (const column of columns()) show(column, mine.answers[column.dataset.plColumn]);
  speak();
}

function show(column, answer) {
  if (!answer) return;
  column.dataset.answer = answer.kind;
  const box = column.querySelector('.pl-answer');
  box.textContent = answer.text;
  if (answer.url && answer.kind !== 'allowed') {
    const link = document.createElement('a');
    link.href = answer.url;
    link.textContent = ' ↗';
    box.append(link);
  }
  box.hidden = false;
}

function release() {
  taken?.card.classList.remove('pl-taken');
  taken = null;
  for (const column of columns()) {
    delete column.dataset.answer;
    delete column.dataset.over;
    column.querySelector('.pl-answer').hidden = true;
  }
}

function over(column) {
  for (const one of columns()) delete one.dataset.over;
  if (column) column.dataset.over = '';
}

function speak() {
  const answer = taken?.answers?.[taken.column.dataset.plColumn];
  over(taken.column);
  live.textContent = `${taken.column.getAttribute('aria-label')}: ${answer?.text ?? ''}`;
}

async function drop(column) {
  const { card, home, answers } = taken;
  const to = column.dataset.plColumn;
  const answer = answers?.[to];
  if (!answer || column === home) return release();
  release();
  if (answer.kind === 'refused') return say(answer.text, 'bad');
  const form = new FormData();
  form.set('to', to);
  form.set('revision', card.dataset.revision);
  if (to === 'lost' && !(await ask(form))) return undefined;
  form.set('csrf_token', document.querySelector('meta[name="csrf-token"]').content);
  try {
    const reply = await fetch(`/crm/pipeline/${card.dataset.plCard}/move`, { method: 'POST', body: form, headers: { Accept: 'application/json' } });
    const said = (await reply.json().catch(() => ({}))).text;
    await refresh(card.dataset.plCard);
    say(said || board.dataset.offline, reply.ok ? 'ok' : 'bad');
  } catch {
    say(board.dataset.offline, 'bad');
  }
  return undefined;
}

function ask(form) {
  return new Promise((resolve) => {
    dialog.querySelector('form').reset();
    dialog.showModal();
    dialog.addEventListener('close', () => {
      const own = new FormData(dialog.querySelector('form'));
      if (dialog.returnValue !== 'lost' || !own.get('reason')) return resolve(false);
      form.set('reason', own.get('reason'));
      form.set('note', own.get('note'));
      return resolve(true);
    }, { once: true });
  });
}

// The board as it is now; the card keeps the focus.
async function refresh(id) {
  const page = await (await fetch(location.href)).text();
  const fresh = new DOMParser().parseFromString(page, 'text/html').getElementById('pl-board');
  if (fresh) board.replaceChildren(...fresh.childNodes);
  board.querySelector(`[data-pl-card="${id}"]`)?.focus();
}

function say(text, tone) {
  const toast = document.createElement('div');
  toast.className = `gx-toast gx-toast-${tone}`;
  toast.dataset.gxToast = '10';
  toast.textContent = text;
  document.getElementById('gx-toasts')?.append(toast);
  live.textContent = text;
}

board.addEventListener('dragstart', (event) => {
  const card = event.target.closest('[data-pl-card][draggable]');
  if (!card) return;
  event.dataTransfer.effectAllowed = 'move';
  event.dataTransfer.setData('text/plain', card.dataset.plCard);
  take(card);
});
board.addEventListener('dragover', (event) => {
  const column = event.target.closest('[data-pl-column]');
  if (!taken || !column) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = column.dataset.answer === 'refused' ? 'none' : 'move';
  over(column);
});
board.addEventListener('drop', (event) => {
  const column = event.target.closest('[data-pl-column]');
  if (!taken || !column) return;
  event.preventDefault();
  drop(column);
});
board.addEventListener('dragend', () => taken && release());

board.addEventListener('keydown', (event) => {
  const card = event.target.closest('[data-pl-card]');
  if (!card || event.target !== card) return;
  const { key } = event;
  if (!taken) {
    if (key !== ' ' || !card.draggable) return;
    event.preventDefault();
    take(card);
    return;
  }
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    event.preventDefault();
    const all = columns();
    const next = all.indexOf(taken.column) + (key === 'ArrowLeft' ? -1 : 1);
    if (all[next]) { taken.column = all[next]; all[next].scrollIntoView({ block: 'nearest', inline: 'nearest' }); speak(); }
  } else if (key === 'Enter' || key === ' ') {
    event.preventDefault();
    drop(taken.column);
  } else if (key === 'Escape') {
    event.preventDefault();
    release();
  }
});
