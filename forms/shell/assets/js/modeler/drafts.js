// What is not saved yet is kept in this browser under the page's key: a crash, a closed tab or a lost session
// loses nothing. It goes when it was saved, or when the reader discards it.
const OLDEST = 30 * 24 * 3600 * 1000;

export class Drafts {
  constructor(key) {
    this.key = `gx-modeler:${key}`;
  }

  read() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? 'null');
      return kept && Date.now() - kept.at < OLDEST ? kept : null;
    } catch {
      return null;
    }
  }

  keep(xml, revision) {
    try {
      localStorage.setItem(this.key, JSON.stringify({ xml, revision, at: Date.now() }));
    } catch {
      // the browser's store is full or forbidden: the diagram still is on the screen and can be saved
    }
  }

  forget() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // nothing kept, nothing to forget
    }
  }
}
