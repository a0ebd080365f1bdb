// Texts of the browser modules in the page's language; words.html writes them.
const element = document.getElementById('gx-words');
export const words = element ? JSON.parse(element.textContent) : {};

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? '';
}
