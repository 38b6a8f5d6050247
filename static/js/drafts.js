/* What is marked on a grid that was not answered yet: a reload, a closed tab or a look elsewhere loses none of it. */

const WEEK = 7 * 24 * 60 * 60_000;

export class Drafts {
  constructor(user) {
    this.prefix = `moodloop.grid.${user}.`;
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(this.prefix) && !(Date.now() - this.read(key)?.at < WEEK)) localStorage.removeItem(key);
    }
  }

  keep(id, draft) {
    try {
      localStorage.setItem(this.prefix + id, JSON.stringify({ ...draft, at: Date.now() }));
    } catch {
      // a full or forbidden storage: the marks live as long as the page
    }
  }

  of(id) {
    return this.read(this.prefix + id);
  }

  drop(id) {
    localStorage.removeItem(this.prefix + id);
  }

  read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }
}
