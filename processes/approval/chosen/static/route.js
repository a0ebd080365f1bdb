// The panel of a route: texts in it do not redraw it while they are typed, and steps are moved with Alt and an arrow.
for (const kind of ["input", "change"])
  document.addEventListener(kind, (event) => {
    if (event.target.closest?.("[data-rt-quiet]")) event.stopPropagation();
  }, true);

let follow = ""; // the control that has the focus once the step has moved

function moved(button) {
  const step = Number(button.closest("[data-rt-step]").dataset.rtStep) + Number(button.dataset.rtMove);
  const part = (document.activeElement?.id.match(/^rt-\d+-(\w+)$/) ?? [])[1];
  follow = `rt-${step}-${part ?? "find"}`;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-rt-move]");
  if (button) moved(button);
}, true);

document.addEventListener("keydown", (event) => {
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const step = event.target.closest?.("[data-rt-step]");
  const button = step?.querySelector(`[data-rt-move="${event.key === "ArrowUp" ? -1 : 1}"]`);
  if (!step) return;
  event.preventDefault();
  button?.click();
});

let opened = false; // whether the templates were open before the panel was drawn anew

document.addEventListener("htmx:before:swap", () => {
  opened = document.querySelector(".rt-templates")?.open ?? opened;
});

document.addEventListener("htmx:after:swap", () => {
  const templates = document.querySelector(".rt-templates");
  if (templates && opened) templates.open = true;
  const wanted = follow && (document.getElementById(follow) ?? document.getElementById(follow.replace(/\w+$/, "find")));
  if (wanted) wanted.focus();
  follow = "";
});
