// Texts of the modeler; shell/bpmn.html writes them into the page in its language.
const element = document.getElementById('gx-modeler-words');
export const words = element ? JSON.parse(element.textContent) : {};
