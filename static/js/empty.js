/* When nothing waits: says why. */

import { part, write } from "moodloop/dom";
import { say } from "moodloop/words";

export class Empty {
  constructor(root) {
    this.root = root;
    this.bar = part(root, "seen");
  }

  /* `seen` is how much of the catalog the model has looked at, where the server tells. */
  explain({ waiting, seen, isElsewhere }) {
    const isReading = seen !== undefined && seen.done < seen.total;
    this.tell(isReading ? "reading" : isElsewhere ? "elsewhere" : waiting > 0 ? "held" : "done");
    this.bar.hidden = !isReading;
    if (!isReading) return;
    Object.assign(this.bar, { max: seen.total, value: seen.done });
    write(this.root, "empty-text", say("empty-reading-text", seen));
  }

  failed(error) {
    this.bar.hidden = true;
    this.tell(error.isAboutWho ? "signed-out" : "unreachable");
  }

  tell(why) {
    write(this.root, "empty-title", say(`empty-${why}`));
    write(this.root, "empty-text", why === "reading" ? "" : say(`empty-${why}-text`));
  }
}
