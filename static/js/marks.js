/* What the person has marked of one image so far: a value per shown tag ("yes", "no" or "", unset), and the rules
   that hold among them. Where the model is sure, its answer is proposed: Enter takes it, and one key makes it the
   opposite. Fires `changed`; draws nothing. */

const SURE = 0.9;
const NEXT = { "": "yes", yes: "no", no: "" };

export class Marks extends EventTarget {
  constructor(item) {
    super();
    this.item = item;
    this.tags = item.suggestions.map((suggestion) => suggestion.tag);
    this.asked = new Set(this.tags.map((tag) => tag.id));
    this.values = new Map();
    this.proposed = new Map(item.suggestions.map((one) => [one.tag.id, proposal(one, item)]));
    this.misplaced = new Set(); // tag ids: seen by the model in the wrong place
  }

  get isAudit() {
    return this.item.hides_suggestions && this.item.facet !== null;
  }

  value(tag) {
    return this.values.get(tag.id) ?? this.proposed.get(tag.id) ?? "";
  }

  /* Not the person's own word yet. */
  isProposed(tag) {
    return !this.values.has(tag.id) && this.value(tag) !== "";
  }

  set(tag, value) {
    if (value === "yes" && tag.facet.choice === "single") this.clearSiblings(tag);
    this.values.set(tag.id, value);
    this.dispatchEvent(new Event("changed"));
  }

  cycle(tag) {
    const value = this.value(tag);
    const isOnOff = this.isAudit || (this.isProposed(tag) && value === "no");
    this.set(tag, isOnOff ? (value === "yes" ? "" : "yes") : NEXT[value]);
  }

  /* The tag holds, but not where the model saw it; a second time takes that back and leaves the yes. */
  misplace(tag) {
    if (this.isMisplaced(tag)) this.misplaced.delete(tag.id);
    else this.misplaced.add(tag.id);
    this.set(tag, "yes");
  }

  isMisplaced(tag) {
    return this.misplaced.has(tag.id) && this.value(tag) === "yes";
  }

  /* A tag that the person named: it holds. */
  add(tag) {
    if (!this.tags.some((known) => known.id === tag.id)) this.tags.push(tag);
    this.set(tag, "yes");
  }

  clearSiblings(tag) {
    for (const other of this.siblings(tag)) if (this.value(other) === "yes") this.values.set(other.id, this.isAudit ? "" : "no");
  }

  siblings(tag) {
    return this.tags.filter((other) => other.id !== tag.id && other.facet.slug === tag.facet.slug);
  }

  /* Everything shown holds that was not marked otherwise; of a single choice, one does and the others do not. */
  acceptRest() {
    for (const tag of this.tags.filter((one) => !this.values.get(one.id))) {
      const isTaken = tag.facet.choice === "single" && this.siblings(tag).some((other) => this.value(other) === "yes");
      this.values.set(tag.id, isTaken ? "no" : "yes");
    }
    this.dispatchEvent(new Event("changed"));
  }

  /* Nothing else of what was asked holds; what the person marked, or added by name, stays. */
  rejectRest() {
    for (const tag of this.tags.filter((one) => this.asked.has(one.id) && !this.values.get(one.id))) this.values.set(tag.id, "no");
    this.dispatchEvent(new Event("changed"));
  }

  /* Every tag of an audit is answered: what was not marked does not hold. */
  closeAudit() {
    for (const tag of this.tags.filter((one) => this.value(one) === "")) this.values.set(tag.id, "no");
  }

  verdicts() {
    return this.tags
      .filter((tag) => this.value(tag) !== "")
      .map((tag) => ({ tag: tag.id, value: this.value(tag), ...(this.isMisplaced(tag) && { misplaced: true }) }));
  }

  shownTags() {
    return this.tags.map((tag) => tag.id);
  }
}

/* Nothing in an audit, nor where people disagree: they are asked for what they see themselves. A "no" is not proposed
   against the seller's word. */
function proposal({ probability, said_by_seller: isClaimed }, item) {
  if (typeof probability !== "number" || item.hides_suggestions || item.reason === "disagreement") return "";
  if (probability >= SURE) return "yes";
  return probability <= 1 - SURE && !isClaimed ? "no" : "";
}
