// What the hands of a test know about a page: whether it is at rest, and which control a person would mean by a word.
(() => {
  if (window.gxHands) return;
  const CONTROLS = 'input:not([type=hidden], [type=submit], [type=button]), select, textarea';
  const SILENT = 'script, style, kbd, template, select, textarea, .gx-req, .gx-was, .gx-count';
  const hands = { busy: 0, leaving: false };
  window.gxHands = hands;

  const later = window.setTimeout.bind(window);

  // At rest: nothing is being fetched, what came is shown, and the page is not about to be replaced.
  const shown = () => later(() => requestAnimationFrame(() => { hands.busy -= 1; }), 0);
  const watched = (call) => function watch(...given) {
    hands.busy += 1;
    return call.apply(this, given).finally(shown);
  };
  window.fetch = watched(window.fetch);
  Response.prototype.text = watched(Response.prototype.text);
  Response.prototype.json = watched(Response.prototype.json);
  addEventListener('submit', (event) => {
    if (!event.defaultPrevented && event.target.method !== 'dialog') hands.leaving = true;
  });
  addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href]');
    if (link && !event.defaultPrevented && !link.target && !link.getAttribute('href').startsWith('#')) hands.leaving = true;
  });
  // Quiet: also what waits for the typing to pause has come, and what the part that was loaded loads itself.
  const pauses = new Set();
  window.setTimeout = (act, delay, ...given) => {
    const timer = later(() => { pauses.delete(timer); act(...given); }, delay);
    if (delay >= 100 && delay <= 600) pauses.add(timer);
    return timer;
  };
  const clear = window.clearTimeout.bind(window);
  window.clearTimeout = (timer) => { pauses.delete(timer); clear(timer); };
  const moving = () => document.getAnimations().some((one) => one.playState === 'running' && one.effect?.getTiming().iterations === 1 && !one.effect.target?.closest('.gx-toast'));
  hands.quiet = () => hands.rests() && pauses.size === 0 && !moving() && ![...document.querySelectorAll('.gx-skeleton')].some((one) => one.checkVisibility());
  hands.rests = () => document.readyState === 'complete' && !hands.leaving && hands.busy === 0;

  // Words as a reader sees them, without the marks of required fields, changes and keys.
  function* texts(element, seen) {
    for (const child of element.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) yield child.data;
      else if (child.nodeType === Node.ELEMENT_NODE && !child.matches(SILENT) && (!seen || child.checkVisibility())) yield* texts(child, seen);
    }
  }
  const tidy = (parts) => [...parts].join(' ').split(/\s+/).filter(Boolean).join(' ');
  const said = (element) => tidy(texts(element, false));
  const scope = () => [...document.querySelectorAll('dialog[open]')].at(-1) ?? document;
  const all = (selector) => [...scope().querySelectorAll(selector)];

  function labelOf(control) {
    const named = control.getAttribute('aria-label');
    if (named) return named.trim();
    return control.labels?.length ? said(control.labels[0]) : '';
  }
  function nameOf(group) {
    const legend = group.querySelector(':scope > legend');
    return legend ? said(legend) : group.getAttribute('aria-label') ?? '';
  }
  const choices = (words) => {
    const group = all('fieldset, [role=radiogroup], [role=group]').find((one) => words.includes(nameOf(one)));
    return group ? [...group.querySelectorAll('input[type=radio], input[type=checkbox]')] : [];
  };
  const can = (control) => /radio|checkbox/.test(control.type) ? (control.closest('label') ?? control).checkVisibility() : control.checkVisibility();

  hands.control = (words, line) => all(CONTROLS).filter((one) => words.includes(labelOf(one)) && can(one))[line - 1] ?? null;
  hands.choice = (words, value) => choices(words).find((one) => value.includes(labelOf(one))) ?? null;
  hands.boxes = choices;
  hands.labelOf = labelOf;
  hands.option = (select, words) => [...select.options].find((one) => words.includes(said(one)))?.value ?? null;
  hands.fields = () => all(CONTROLS).filter(can).map(labelOf);
  hands.button = (words) => best(all('button:not(:disabled)').filter((one) => words.includes(said(one))));
  hands.buttons = () => all('button').filter((one) => one.checkVisibility()).map(said);
  hands.link = (words) => {
    const row = all('li.wl-row').find((one) => words.includes(said(one)));
    if (row) return row.querySelector('a[href]');
    return best(all('a[href]').filter((one) => words.some((word) => said(one).includes(word))));
  };
  hands.links = () => all('a[href]').filter((one) => one.checkVisibility()).map(said);
  hands.rows = () => [...document.querySelectorAll('.wl-row')].map(said);
  hands.text = () => tidy(texts(document.body, true)) + ' ' + all(CONTROLS).map((one) => one.value).join(' ');

  // What is visible comes first; what waits in a closed menu is found by opening the menu.
  const best = (found) => found.find((one) => one.checkVisibility()) ?? found.find((one) => one.closest('details:not([open])')) ?? null;
  hands.menu = (element) => element.checkVisibility() ? null : element.closest('details:not([open])')?.querySelector('summary') ?? null;
})();
