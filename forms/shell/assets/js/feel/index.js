// Fields of pages: <textarea data-gx-feel="/expressions" data-gx-feel-names="id of a JSON island" …>; see ui.feel.
// The help itself is loaded where there is such a field.
const begun = new WeakMap();

async function enhance() {
  const fresh = [...document.querySelectorAll('textarea[data-gx-feel]')].filter((one) => !begun.has(one));
  if (!fresh.length) return;
  fresh.forEach((one) => begun.set(one, null));
  const { FeelField } = await import('./field.js');
  fresh.forEach((one) => begun.set(one, new FeelField(one, optionsOf(one))));
}

function optionsOf(control) {
  const { gxFeel, gxFeelMode, gxFeelNames, gxFeelContext, gxFeelDiagram, gxFeelQuiet } = control.dataset;
  const beside = gxFeelContext && document.getElementById(gxFeelContext);
  beside?.addEventListener('input', () => begun.get(control)?.check(400));
  return {
    base: gxFeel, mode: gxFeelMode || 'expression', diagram: Boolean(gxFeelDiagram), quiet: Boolean(gxFeelQuiet),
    names: () => JSON.parse(document.getElementById(gxFeelNames)?.textContent || '[]'),
    context: beside ? () => beside.value : undefined,
    key: `${location.pathname}#${control.id}`, open: 'gxFeelOpen' in control.dataset,
    place: control.closest('.gx-control'), bar: control.closest('.gx-field')?.querySelector('[data-gx-feel-bar]') ?? undefined,
  };
}

// Examples beside a field: <button data-gx-feel-put="id of the field" value="text">.
document.addEventListener('click', (event) => {
  const example = event.target.closest('[data-gx-feel-put]');
  const control = example && document.getElementById(example.dataset.gxFeelPut);
  if (!control) return;
  control.focus();
  control.value = example.value;
  control.dispatchEvent(new Event('input', { bubbles: true }));
});

document.addEventListener('htmx:after:swap', () => enhance());
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', () => enhance());
else enhance();
