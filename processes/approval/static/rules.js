// The page of a flow: cells of facts with few values offer them while somebody types, also after a comma.
const kept = new WeakMap(); // datalist → its words
const BEFORE = /^(?:.*[,，、;；]\s*|\s*(?:不在|在|not in|in)\s+)/i;

document.addEventListener('input', (event) => {
  const list = event.target.matches?.('#rule-condition td input[list]') && event.target.list;
  if (!list) return;
  if (!kept.has(list)) kept.set(list, [...list.options].map((one) => one.value));
  const before = event.target.value.match(BEFORE)?.[0] ?? '';
  list.replaceChildren(...kept.get(list).filter((word) => !before.includes(word)).map((word) => {
    const option = document.createElement('option');
    option.value = before + word;
    return option;
  }));
});
