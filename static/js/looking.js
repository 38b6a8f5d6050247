/* Where the model saw a tag: shown while a key is held, and whether it was the right place. */

import { say } from "moodloop/words";

export class Looking {
  constructor({ stage, heat, others, hint, legend }) {
    Object.assign(this, { stage, heat, others, hint, legend });
  }

  evidence({ item }, tag) {
    return item.suggestions.find((one) => one.tag.id === tag?.id)?.evidence ?? [];
  }

  /* Returns what to do when the key is let go. */
  show(marks) {
    const tag = this.stage.focused ?? marks.tags[0];
    this.others.look(null);
    if (!this.heat.show(marks.item.image, this.evidence(marks, tag))) return void this.hint(say("no-evidence"));
    for (const side of ["for", "against"]) this.legend(side).textContent = say(`legend-${side}`, { tag: tag.name });
    return () => this.heat.hide();
  }

  /* Right tag, wrong place. */
  misplace(marks) {
    const tag = this.stage.focused ?? marks.tags[0];
    if (!this.evidence(marks, tag).length) return this.hint(say("no-evidence"));
    marks.misplace(tag);
    this.hint(say(marks.isMisplaced(tag) ? "misplaced" : "well-placed", { tag: tag.name }));
  }
}
