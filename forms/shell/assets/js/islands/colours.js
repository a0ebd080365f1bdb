// bpmn-js takes colours when it starts: they are read from the --gx-* roles as the page shows them now.
export function role(name) {
  const probe = document.createElement('span');
  probe.style.color = `var(--gx-${name})`;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

export function rendererColours() {
  return {
    bpmnRenderer: { defaultFillColor: role('node'), defaultStrokeColor: role('node-line'), defaultLabelColor: role('ink') },
    textRenderer: {
      defaultStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12, lineHeight: 1.25 },
      externalStyle: { fontSize: 12, lineHeight: 1.25 },
    },
  };
}

// Calls back when the theme changes, by the reader (attribute) or by the system (media query).
export function onThemeChange(callback) {
  new MutationObserver(callback).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    if ((document.documentElement.dataset.theme ?? 'auto') === 'auto') callback();
  });
}
