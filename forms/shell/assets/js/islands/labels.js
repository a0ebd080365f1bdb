// External labels wrap at the width that the file gives; a short Chinese word drawn for another font then breaks in
// two. Labels that fit one line of at most 130 px get that line, around the same middle.
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
    const shift = (width - label.width) / 2;
    label.x -= shift;
    label.width = width;
    viewer.get('graphicsFactory').update('shape', label, registry.getGraphics(label));
  }
}
