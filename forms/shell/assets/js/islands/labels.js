// External labels wrap at the width that the file gives; a short Chinese word drawn for another font then breaks in
// two. Labels that fit one line of at most 130 px get that line: beside its shape a label grows away from it, above
// and below it keeps its middle.
const WIDEST = 130;

export function widenLabels(viewer) {
  const measure = document.createElement('canvas').getContext('2d');
  const style = viewer.get('textRenderer').getExternalStyle();
  measure.font = `${style.fontSize}px ${style.fontFamily}`;
  const registry = viewer.get('elementRegistry');
  for (const label of registry.filter((element) => element.labelTarget)) {
    const text = label.businessObject.name ?? '';
    const width = Math.ceil(measure.measureText(text).width) + 8;
    if (width <= label.width || width > WIDEST) continue;
    label.x += move(label, width);
    label.width = width;
    viewer.get('graphicsFactory').update('shape', label, registry.getGraphics(label));
  }
}

// How far the left edge moves when the label becomes `width` wide.
function move(label, width) {
  const target = label.labelTarget;
  const extra = width - label.width;
  if (target.waypoints) return -extra / 2;
  const middle = label.x + label.width / 2;
  const isBeside = label.y < target.y + target.height && label.y + label.height > target.y;
  if (isBeside && middle > target.x + target.width) return Math.max(0, target.x + target.width + 2 - label.x);
  if (isBeside && middle < target.x) return -extra;
  return -extra / 2;
}
