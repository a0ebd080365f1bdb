// What the server is asked. Answers to the same question are kept: a field that is drawn again says the same at once.
import { csrfToken } from '../words.js';

const MOST_KEPT = 200;
const kept = new Map();
const helps = new Map();

export class Refused extends Error {
  constructor(body) {
    super(body.message ?? '');
    this.body = body;
  }
}

export async function ask(base, what, question, signal) {
  const body = JSON.stringify(question);
  const key = `${base}/${what} ${body}`;
  if (what === 'check' && kept.has(key)) return kept.get(key);
  const answer = await fetch(`${base}/${what}`, {
    method: 'POST', body, signal, credentials: 'same-origin', redirect: 'manual',
    headers: { 'X-CSRFToken': csrfToken(), 'Content-Type': 'application/json', Accept: 'application/json' },
  });
  const data = await answer.json();
  if (!answer.ok) throw new Refused(data);
  if (what === 'check') {
    if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value);
    kept.set(key, data);
  }
  return data;
}

export function seen(base, question) {
  return kept.get(`${base}/check ${JSON.stringify(question)}`);
}

// The handbook and the words of the help, once per page.
export function help(base) {
  if (!helps.has(base)) {
    const asked = fetch(`${base}/functions`, { credentials: 'same-origin', headers: { Accept: 'application/json' } })
      .then((answer) => { if (!answer.ok) throw new Error(answer.status); return answer.json(); });
    asked.catch(() => helps.delete(base));
    helps.set(base, asked);
  }
  return helps.get(base);
}
