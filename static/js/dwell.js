/* How long each of some pictures could really be seen: there, most of it on screen, in a tab that shows, under no dialog.
   Milliseconds. */

import { isCovered, onCover } from "moodloop/clock";

const MOSTLY = 0.6; // of its area

export class Dwell {
  constructor() {
    this.times = new Map(); // node → {before, since}
    this.eye = new IntersectionObserver((seen) => seen.forEach((one) => this.see(one)), { threshold: [0, MOSTLY] });
    onCover(() => this.blink());
    document.addEventListener("load", () => this.blink(), true); // of any picture: it does not bubble
  }

  /* `before`: what was seen of each earlier, in the same order. */
  watch(nodes, before = []) {
    this.eye.disconnect();
    const time = (node, place) => ({ picture: node.querySelector("img"), before: before[place] ?? 0, since: null, isThere: false });
    this.times = new Map(nodes.map((node, place) => [node, time(node, place)]));
    nodes.forEach((node) => this.eye.observe(node));
  }

  see({ target, intersectionRatio }) {
    const time = this.times.get(target);
    if (!time) return;
    time.isThere = intersectionRatio >= MOSTLY;
    this.turn(time);
  }

  blink() {
    this.times.forEach((time) => this.turn(time));
  }

  turn(time) {
    const { complete, naturalWidth } = time.picture; // a broken one is complete, and has no width
    const isSeen = time.isThere && complete && naturalWidth > 0 && !isCovered();
    if (isSeen === (time.since !== null)) return;
    if (!isSeen) time.before += performance.now() - time.since;
    time.since = isSeen ? performance.now() : null;
  }

  of(node) {
    const { before, since } = this.times.get(node) ?? { before: 0, since: null }; // not watched yet
    return Math.round(before + (since === null ? 0 : performance.now() - since));
  }
}
