/* A review as the journal keeps it, and as it comes back on screen. */

import { Marks } from "moodloop/marks";
import { called, say } from "moodloop/words";

/* What was marked of an item, as the journal keeps it; or what is wrong with the photo, for which it is skipped. */
export function decision(marks, outcome, verdicts, seconds, wrong) {
  const { item, tags } = marks;
  const yes = verdicts.filter((verdict) => verdict.value === "yes").length;
  const isSkipped = outcome === "skipped";
  const suggestions = item.suggestions.map((one) => ({ ...one, evidence: [] }));
  return {
    page: "review",
    title: called(item.product),
    thumbnail: item.image.thumbnail,
    summary: wrong ? say(`flag-${wrong.kind}`) : isSkipped ? say("was-skipped") : say("was-answered", { yes }),
    mark: wrong ? "flagged" : isSkipped ? "skipped" : yes ? "yes" : "no",
    entry: {
      kind: "answer",
      about: `item-${item.id}`,
      body: { item: item.id, outcome, verdicts, shown_tags: marks.shownTags(), seconds, ...(wrong && { flag: wrong }) },
    },
    undo: "withdraw",
    shows: { item: { ...item, suggestions }, tags: [...tags], verdicts },
  };
}

/* The marks of then, on an item as `shows` keeps it. */
export function former(item, { tags, verdicts }) {
  const marks = new Marks(item);
  marks.tags = [...tags];
  tags.forEach((tag) => marks.values.set(tag.id, "")); // nothing is proposed: these were the person's own words
  verdicts.forEach(({ tag, value }) => marks.values.set(tag, value));
  verdicts.filter((one) => one.misplaced).forEach(({ tag }) => marks.misplaced.add(tag));
  return marks;
}
