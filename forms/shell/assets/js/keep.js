// Switching language, theme or density reloads the page: the place in the URL and everything typed stay. So it is
// when the session has ended: what was typed is there again after the login. The next load of the path restores it.
const KEY = 'gx-keep';
const OLDEST = 30 * 60 * 1000;
const FIELDS = 'main :is(input, select, textarea)[name]:not([type=password], [type=hidden], [type=file])';

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!form.matches('[data-gx-keep]')) return;
  const next = form.querySelector('[name=next]');
  if (next) next.value = location.pathname + location.search;
  keepTyped();
});

export function keepTyped() {
  sessionStorage.setItem(KEY, JSON.stringify({ path: location.pathname, at: Date.now(), values: [...values()] }));
}

function* values() {
  const seen = new Map();
  for (const field of document.querySelectorAll(FIELDS)) {
    const nth = seen.get(field.name) ?? 0;
    seen.set(field.name, nth + 1);
    const isChoice = /^(checkbox|radio)$/.test(field.type);
    const initial = isChoice ? field.defaultChecked : field.defaultValue;
    const now = isChoice ? field.checked : field.value;
    if (field.tagName === 'SELECT' || now !== initial) yield [field.name, nth, isChoice ? field.checked : field.value];
  }
}

function restore() {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
  if (!kept || (kept.path !== location.pathname && Date.now() - kept.at < OLDEST)) return;
  sessionStorage.removeItem(KEY);
  if (kept.path !== location.pathname) return;
  for (const [name, nth, value] of kept.values) {
    const field = [...document.querySelectorAll(FIELDS)].filter((one) => one.name === name)[nth];
    if (!field) continue;
    if (typeof value === 'boolean') field.checked = value;
    else if (field.tagName !== 'SELECT' || [...field.options].some((option) => option.value === value)) field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
}
restore();
