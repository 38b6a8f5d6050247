/* What each act on a grid does: answers, skips, what comes back and what is changed. */

import { post } from "moodloop/api";
import { say } from "moodloop/words";

export class GridDesk {
  constructor({ board, supply, dwell, clock, journal, drafts, bar, tag, urls, show }) {
    Object.assign(this, { board, supply, dwell, clock, journal, drafts, bar, tag, urls, show, former: null });
  }

  get counts() {
    const { board } = this;
    const unseen = board.nodes.filter((node, place) => !board.marks[place] && !this.isSeen(node)).length;
    return { wrong: board.count("wrong"), unsure: board.count("unsure"), unseen, all: board.nodes.length };
  }

  isSeen(node) {
    return this.dwell.of(node) >= this.urls.seenMs;
  }

  /* Nothing is sent too soon: who has not looked yet is told so, and loses nothing. */
  commit() {
    if (this.bar.left > 0) return this.bar.say(say("too-soon", { n: Math.ceil(this.bar.left) }));
    const { wrong, unsure, unseen, all } = this.counts;
    if (unseen === all) return this.bar.say(say("nothing-seen"));
    const rest = all - wrong - unsure - unseen;
    const { grid, nodes, marks } = this.board;
    const tiles = grid.tiles.map(({ id }, place) => ({ tile: id, mark: marks[place], dwell_ms: this.dwell.of(nodes[place]) }));
    this.decide("answered", tiles, say("grid-summary", { wrong, rest }));
  }

  /* A former answer is not replaced by none: it is left as it was. */
  skip() {
    if (this.former) return this.leave();
    this.decide("skipped", [], say("grid-skipped"));
  }

  decide(outcome, tiles, summary) {
    const { grid } = this.board;
    const shows = { grid, ...this.draft };
    const decision = {
      page: "grid",
      title: this.tag.name,
      thumbnail: grid.tiles[0].photo.thumbnail,
      summary,
      mark: outcome === "skipped" ? "skipped" : grid.kind === "likely" ? "yes" : "no",
      entry: { kind: "grid", about: `grid-${grid.id}`, body: { grid: grid.id, outcome, seconds: this.clock.seconds() ?? 0, tiles } },
      undo: "grid-withdraw",
      shows,
    };
    if (this.former) this.journal.change(this.former, decision);
    else this.journal.decide(decision);
    this.former = null;
    this.drafts.drop(grid.id);
    this.supply.take();
    this.bar.tell([]);
    this.show();
  }

  get draft() {
    const { board, dwell, clock, drafts } = this;
    const marks = [...board.marks];
    if (!clock.isOn) return { ...drafts.of(board.grid.id), marks }; // still decoding: what was seen before is all
    return { marks, dwell: board.nodes.map((node) => dwell.of(node)), seconds: clock.seconds() ?? 0 };
  }

  keep() {
    if (this.board.grid) this.drafts.keep(this.board.grid.id, this.draft);
  }

  /* What was taken back is asked again, with its former marks; what was on screen waits behind it. */
  returned({ shows: { grid, ...draft } }) {
    this.leave();
    this.keep();
    this.drafts.keep(grid.id, draft);
    this.supply.putBack(grid);
    this.show();
  }

  redone({ shows }) {
    this.leave();
    this.supply.drop(shows.grid.id);
    this.drafts.drop(shows.grid.id);
    this.show();
  }

  /* The former answer stands until this one is given. */
  reopen(record) {
    this.returned(record);
    this.former = record;
    this.bar.say(say("changing"));
  }

  leave() {
    if (!this.former) return;
    this.supply.drop(this.former.shows.grid.id); // the board may be cleared
    this.former = null;
    this.show();
  }

  async singly() {
    const { grid, marks } = this.board;
    const tiles = grid.tiles.filter((_, place) => marks[place] === "wrong").map(({ id }) => id);
    this.keep();
    try {
      await post(this.urls.singly.replace("/0/", `/${grid.id}/`), { tiles });
      location.assign(this.urls.review);
    } catch {
      this.bar.say(say("singly-unreachable"));
    }
  }
}
