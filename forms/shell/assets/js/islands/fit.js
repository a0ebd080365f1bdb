// The whole diagram with air around it: beside the palette, above the tools and the bpmn.io mark, never enlarged.
const AIR = { top: 24, right: 24, bottom: 56, left: 24 };

export function fit(viewer, left = 0) {
  const canvas = viewer.get('canvas');
  canvas.resized();
  const { inner, outer } = canvas.viewbox();
  const width = outer.width - AIR.left - AIR.right - left;
  const height = outer.height - AIR.top - AIR.bottom;
  const scale = Math.min(1, width / inner.width, height / inner.height);
  if (!(scale > 0) || !Number.isFinite(scale)) return;
  canvas.viewbox({
    x: inner.x - (left + AIR.left + (width - inner.width * scale) / 2) / scale,
    y: inner.y - (AIR.top + (height - inner.height * scale) / 2) / scale,
    width: outer.width / scale,
    height: outer.height / scale,
  });
}
