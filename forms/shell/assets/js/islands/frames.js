// Pools and lanes are hairlines: they order the picture, they are not part of what happens.
const FRAMES = /^bpmn:(Participant|Lane)$/;

function Frames(eventBus, canvas) {
  eventBus.on('shape.added', ({ element }) => {
    if (FRAMES.test(element.type)) canvas.addMarker(element, 'gx-frame');
  });
}
Frames.$inject = ['eventBus', 'canvas'];

export default { __init__: ['gxFrames'], gxFrames: ['type', Frames] };
