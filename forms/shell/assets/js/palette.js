// The search box: arrows move through the results the server sent, Enter opens, typing searches (htmx).
import htmx from 'htmx.org';

const palette = document.getElementById('gx-palette');

if (palette) {
  const input = palette.querySelector('input[name=q]');
  const results = palette.querySelector('#gx-results');
  const options = () => [...results.querySelectorAll('[role=option]')];

  palette.addEventListener('gx:open', () => {
    input.select();
    const url = `${input.form.action}?q=${encodeURIComponent(input.value)}`;
    htmx.ajax('GET', url, { target: results, swap: 'innerHTML' }); // the commands, before anything is typed
  });
  document.addEventListener('htmx:after:swap', (event) => {
    if (event.detail.ctx?.target === results) select(0);
  });
  palette.querySelector('form').addEventListener('submit', (event) => {
    const chosen = results.querySelector('[aria-selected=true]');
    if (!chosen) return;
    event.preventDefault();
    chosen.click();
  });
  input.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = options();
    select((all.findIndex((one) => one.ariaSelected === 'true') + step + all.length) % all.length);
  });

  function select(index) {
    options().forEach((one, i) => {
      one.ariaSelected = String(i === index);
      one.id ||= `gx-result-${i}`;
      if (i === index) {
        one.scrollIntoView({ block: 'nearest' });
        input.setAttribute('aria-activedescendant', one.id);
      }
    });
  }
}
