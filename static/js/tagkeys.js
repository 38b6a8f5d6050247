/* Tags that have a letter of their own, chosen by those who manage the vocabulary (Tag.key). Of two tags on screen that
   share one, being of two facets, it is the first one's. */

import { isTaken } from "moodloop/hands";

/* The letter by which this tag is answered among those on screen; "" for none. */
export function letterOf(tag, tags) {
  if (!tag.key || isTaken(tag.key)) return "";
  return tags.find((one) => one.key === tag.key)?.id === tag.id ? tag.key : "";
}

/* An answer of a key that is a tag's letter; undefined where it is none's. */
export function byLetter(letter, desk, stage) {
  const tag = desk.marks?.tags.find((one) => letterOf(one, desk.marks.tags) === letter);
  if (!tag) return undefined;
  return () => {
    stage.view.focus(tag);
    desk.marks.cycle(tag);
  };
}
