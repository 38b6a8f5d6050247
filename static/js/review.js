/* The review screen: builds the parts and connects them. */

import { Chips } from "moodloop/chips";
import { Claims } from "moodloop/claims";
import { Clock } from "moodloop/clock";
import { Desk } from "moodloop/desk";
import { Empty } from "moodloop/empty";
import { HeatMap } from "moodloop/heatmap";
import { Keys } from "moodloop/keys";
import { openLedger } from "moodloop/ledger";
import { Looking } from "moodloop/looking";
import { Others } from "moodloop/others";
import { Photo } from "moodloop/photo";
import { RegionBox } from "moodloop/region";
import { Regions } from "moodloop/regions";
import { Remarks } from "moodloop/remarks";
import { Rows } from "moodloop/rows";
import { Stage } from "moodloop/stage";
import { Status } from "moodloop/status";
import { Supply } from "moodloop/supply";
import { onSwipe } from "moodloop/swipe";
import { byLetter } from "moodloop/tagkeys";
import { TagSearch } from "moodloop/tagsearch";
import { onTools } from "moodloop/tools";
import { called, say } from "moodloop/words";
import { Zoom } from "moodloop/zoom";

const GLANCE = 150; // milliseconds; a key that comes sooner bounced, or was meant for the photo before
const root = document.querySelector("[data-review]");
const at = (name) => root.querySelector(`[data-part="${name}"]`);
const hint = (text) => (at("hint").textContent = text);
const { user, leaseUrl, tagsUrl } = root.dataset;

const { store, outbox, journal, history, login, alert, acts } = await openLedger({ root, hint, judge: (entry) => desk.askAgain(entry) });
const supply = new Supply({ url: leaseUrl, store, claims: new Claims(user) });
const photo = new Photo(at("frame"));
const zoom = new Zoom(at("stage"), at("frame"));
const others = new Others(at("others"), at("not-this"), photo);
const search = new TagSearch(at("search"), tagsUrl);
const stage = new Stage(root, { rows: new Rows(at("rows")), chips: new Chips(at("chips")), others, photo, search });
const heat = new HeatMap(at("heat"), at("legend"));
const looking = new Looking({ stage, heat, others, hint, legend: (side) => at(`legend-${side}`) });
const regions = new Regions({ box: new RegionBox(at("region")), outbox, hint });
const empty = new Empty(root);
const clock = new Clock();
const status = new Status(root, outbox);
const answered = (item) => [regions, remarks].forEach((said) => said.settle(item));
const desk = new Desk({ outbox, supply, journal, history, clock, status, hint, show: showCurrent, answered });
const remarks = new Remarks(root, { outbox, desk, stage, hint });

async function showCurrent() {
  const item = supply.current;
  photo.prepare(supply.items.slice(0, 6));
  root.dataset.state = item ? "asking" : "empty";
  if (item === (desk.marks?.item ?? null)) return;
  desk.marks = item && desk.marksOf(item);
  regions.leave(item);
  hint("");
  heat.hide();
  zoom.reset();
  clock.reset();
  if (!item) return stage.clear();
  remarks.comments.show(item);
  status.announce(say("now", { title: called(item.product), why: item.why }));
  if ((await stage.show(desk.marks)) && at("frame").dataset.ready === "yes") clock.start();
}

function digit(number) {
  const tag = desk.marks && !desk.marks.isAudit && desk.marks.tags[number - 1];
  if (!tag) return;
  stage.rows.focus(tag);
  desk.marks.cycle(tag);
}

const whileAsking = (act) => () => (hint(""), desk.marks ? act() : undefined);
// Not before the photo is painted, nor when it is broken: that can be skipped.
const onceSeen = (act) => whileAsking(() => clock.milliseconds() >= GLANCE && act());
const actions = {
  a: onceSeen(() => desk.accept()),
  x: onceSeen(() => desk.reject()),
  Enter: onceSeen(() => desk.confirm()),
  " ": whileAsking(() => desk.skip()),
  h: whileAsking(() => looking.show(desk.marks)),
  w: whileAsking(() => looking.misplace(desk.marks)),
  r: whileAsking(() => (others.look(null), regions.toggle(desk.marks.item))),
  "/": whileAsking(() => search.open()),
  e: whileAsking(() => remarks.exemplify()),
  c: whileAsking(() => remarks.comments.open()),
  f: whileAsking(() => remarks.flags.open()),
  ...zoom.actions,
  ...acts,
  z: () => remarks.takeBack(supply.current) || regions.takeBack(supply.current) || acts.z(),
  Escape: () => desk.leave(),
  "?": () => at("keys").showModal(),
  digit, letter: (name) => byLetter(name, desk, stage),
};

onTools(root, actions, at("hold"), () => heat.hide());
search.addEventListener("picked", ({ detail: tag }) => {
  desk.marks?.add(tag);
  stage.view.focus(desk.marks?.tags.find((one) => one.id === tag.id)); // it may be a row already
});
supply.addEventListener("arrived", ({ detail: news }) => {
  alert.know(false);
  status.news(news);
  empty.explain(news);
  showCurrent();
});
supply.addEventListener("failed", ({ detail: { error } }) => {
  if (error.isAboutWho) alert.know(true);
  if (!supply.current) empty.failed(error);
  showCurrent();
});
new Keys(actions);
onSwipe(at("stage"), at("frame"), { right: actions.a, left: actions.x, isOff: () => zoom.isOn });
supply.addEventListener("moved", showCurrent);
login.addEventListener("signed-in", () => supply.refill());
desk.start(history.asked());
supply.refill();
outbox.send();
