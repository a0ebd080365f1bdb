// Keys are declared on what they do: data-gx-key="a", "g w", "ctrl+k", "shift+a". Single letters act only while
// no field has the focus and can be switched off; combinations with Ctrl always act.

const lettersOn = () => document.getElementById('gx-keys-switch')?.dataset.gxKeys !== 'off';
let prefix = '';
let prefixTimer = 0;

document.addEventListener('keydown', (event) => {
  if (event.isComposing || event.defaultPrevented || event.altKey) return; // an input method is at work
  const name = nameOf(event);
  if (event.ctrlKey || event.metaKey) {
    if (name === 'ctrl+enter' && submitFocused(event)) return;
    press(name, event);
    return;
  }
  if (isTyping(event.target) || !lettersOn()) return;
  const modal = document.querySelector('dialog[open]');
  if (modal) return;
  const combined = prefix ? `${prefix} ${name}` : name;
  prefix = '';
  if (press(combined, event)) return;
  if (hasPrefix(name)) {
    prefix = name;
    clearTimeout(prefixTimer);
    prefixTimer = setTimeout(() => { prefix = ''; }, 1200);
  }
});

function nameOf(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key.toLowerCase();
  const isLetter = /^[a-z]$/.test(key);
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push('ctrl');
  if (event.shiftKey && (isLetter || key.length > 1)) parts.push('shift');
  return [...parts, key].join('+');
}

function isTyping(target) {
  return target.closest?.('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], .djs-container') != null;
}

function visible(element) {
  return element.checkVisibility?.() ?? element.offsetParent !== null;
}

function press(name, event) {
  const target = [...document.querySelectorAll(`[data-gx-key="${CSS.escape(name)}"]`)].find(visible);
  if (!target) return false;
  event.preventDefault();
  if (target.matches('input, textarea, select')) target.focus();
  else target.click();
  return true;
}

function hasPrefix(name) {
  return document.querySelector(`[data-gx-key^="${CSS.escape(`${name} `)}"]`) !== null;
}

function submitFocused(event) {
  const form = event.target.closest?.('form');
  if (!form) return false;
  event.preventDefault();
  form.requestSubmit(form.querySelector('.gx-btn-primary[type=submit], .gx-btn-primary:not([type])') ?? undefined);
  return true;
}

// The help lists what this page can do, beside what every page can do.
document.getElementById('gx-keys')?.addEventListener('gx:open', () => {
  const list = document.getElementById('gx-keys-list');
  list.querySelectorAll('[data-page]').forEach((row) => row.remove());
  const seen = new Set();
  for (const element of document.querySelectorAll('[data-gx-key-label]')) {
    const key = element.dataset.gxKey;
    if (seen.has(key) || !visibleBehind(element)) continue;
    seen.add(key);
    const row = document.createElement('div');
    row.dataset.page = '';
    const label = document.createElement('span');
    label.textContent = element.dataset.gxKeyLabel;
    const keys = document.createElement('span');
    for (const part of key.split(/[ +]/)) {
      const kbd = document.createElement('kbd');
      kbd.textContent = part.length === 1 ? part.toUpperCase() : part[0].toUpperCase() + part.slice(1);
      keys.append(kbd, ' ');
    }
    row.append(label, keys);
    list.append(row);
  }
});

function visibleBehind(element) {
  return getComputedStyle(element).display !== 'none';
}

