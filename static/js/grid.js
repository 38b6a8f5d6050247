/* The page of one tag's grids: builds the parts and connects them. */

import { Claims } from "moodloop/claims";
import { Clock } from "moodloop/clock";
import { part, write } from "moodloop/dom";
import { Drafts } from "moodloop/drafts";
import { Dwell } from "moodloop/dwell";
import { Examples } from "moodloop/examples";
import { GridBar } from "moodloop/gridbar";
import { GridBoard } from "moodloop/gridboard";
import { GridDesk } from "moodloop/griddesk";
import { GridSupply } from "moodloop/gridsupply";
import { Keys } from "moodloop/keys";
import { openLedger } from "moodloop/ledger";
import { say } from "moodloop/words";

const root = document.querySelector("[data-grid]");
const told = root.dataset;
const at = (name) => part(root, name);
const clock = new Clock();
const bar = new GridBar(root, { clock, openSeconds: Number(told.openSeconds), many: Number(told.many) });
const { store, outbox, journal, history, login, alert, acts } = await openLedger({ root, hint: (text) => bar.say(text) });
const claims = Object.assign(new Claims(store.user), { prefix: `moodloop.grid.${store.user}.` });
const supply = new GridSupply({ url: told.leaseUrl, store, claims });
const board = new GridBoard(at("tiles"));
const dwell = new Dwell();
const drafts = new Drafts(store.user);
const examples = new Examples(part(document, "examples"), told.examplesUrl);
const tag = { id: Number(told.tagId), name: told.tagName, definition: told.definition };
const urls = { singly: told.singlyUrl, review: told.reviewUrl, seenMs: Number(told.seenMs) };
const desk = new GridDesk({ board, supply, dwell, clock, journal, drafts, bar, tag, urls, show });
let none = "done";

async function show() {
  const grid = supply.current;
  root.dataset.state = grid ? "asking" : "empty";
  if (grid === board.grid) return grid ? undefined : explain();
  clock.reset();
  root.dataset.gridId = grid?.id ?? "";
  dwell.watch([]);
  if (!grid) return board.clear(), explain();
  const question = told[`question${grid.kind[0].toUpperCase()}${grid.kind.slice(1)}`];
  const draft = drafts.of(grid.id) ?? {};
  const [low, high] = grid.band;
  root.dataset.gridId = grid.id;
  root.dataset.kind = grid.kind;
  write(root, "question", question);
  write(root, "band", low === high ? say("band-one", { low }) : say("band", { low, high }));
  bar.ask(grid);
  at("announcer").textContent = say("now", { n: grid.tiles.length, question });
  await board.show(grid, question, supply.pictures(grid), draft.marks);
  if (board.grid !== grid) return; // answered, or taken back, meanwhile
  clock.start();
  clock.before = 1000 * (draft.seconds ?? 0);
  dwell.watch(board.nodes, draft.dwell);
  bar.update(desk.counts);
}

function explain() {
  write(root, "empty-title", say(`none-${none}`));
  write(root, "empty-text", say(`none-${none}-text`));
}

const onGrid = (act) => () => (board.grid ? act() : undefined);
const move = (key) => onGrid(() => void board.step(key));
const mark = (what) => onGrid(() => (bar.say(""), board.mark(what)));
const actions = {
  ...acts,
  ...Object.fromEntries(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].map((key) => [key, move(key)])),
  x: mark("wrong"),
  u: mark("unsure"),
  Enter: onGrid(() => desk.commit()),
  " ": onGrid(() => desk.skip()),
  Escape: () => desk.leave(),
  e: () => examples.open(tag, null),
  "?": () => part(document, "keys").showModal(),
  singly: onGrid(() => desk.singly()),
  digit: () => {},
};

root.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) actions[button.dataset.do]();
  // A click is not a choice of where the keyboard goes.
  if (event.detail && event.target.closest("button")) document.activeElement.blur();
});
board.addEventListener("marked", () => (bar.say(""), desk.keep(), bar.update(desk.counts)));
setInterval(() => board.grid && clock.isOn && bar.update(desk.counts), 250);
addEventListener("pagehide", () => desk.keep());
history.addEventListener("undone", ({ detail }) => desk.returned(detail));
history.addEventListener("redone", ({ detail }) => desk.redone(detail));
history.addEventListener("open", ({ detail }) => desk.reopen(detail));
outbox.addEventListener("sent", ({ detail: { entry, reply } }) => sent(entry, reply));
supply.addEventListener("arrived", ({ detail: news }) => arrived(news));
supply.addEventListener("failed", ({ detail: { error } }) => {
  if (error.isAboutWho) alert.know(true);
  none = "unreachable";
  show();
});

function arrived({ may_grid: mayGrid, waiting, today }) {
  alert.know(false);
  none = mayGrid ? "done" : "singly";
  if (!mayGrid) supply.here = [];
  write(root, "waiting", say("grids-waiting", { n: Math.max(0, waiting - supply.unsent().length) }));
  bar.today(today);
  show();
}

function sent(entry, reply) {
  if (entry.kind === "grid") (bar.tell(reply.missed), bar.more(reply.recorded));
  if (reply.today) bar.today(reply.today);
  if (reply.may_grid === false) supply.refill();
}

new Keys(actions);
login.addEventListener("signed-in", () => supply.refill());
const asked = history.asked();
if (asked) (asked.isUndone ? desk.returned(asked.record) : desk.reopen(asked.record));
supply.refill();
