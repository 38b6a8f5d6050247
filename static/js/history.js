/* The strip of the last ten decisions, from whatever page. A click opens one to be changed, on the page it is of.
   Events: `open` {record}; `undone`, `redone` {record}, of this page. */

import { clone, write } from "moodloop/dom";
import { say } from "moodloop/words";

const SHOWN = 10;
const narrow = matchMedia("(max-width: 52rem)");

export class History extends EventTarget {
  constructor(list, { journal, told }) {
    super();
    Object.assign(this, { list, journal, told });
    for (const name of ["undone", "redone"]) journal.addEventListener(name, ({ detail }) => this.moved(name, detail));
    journal.addEventListener("changed", () => this.update());
    list.addEventListener("click", (event) => this.clicked(event));
    this.update();
  }

  get shown() {
    return this.journal.done.slice(-SHOWN);
  }

  /* Keeps the nodes that stay, so that only a new one slides in. */
  update() {
    const nodes = new Map([...this.list.children].map((node) => [node.dataset.of, node]));
    const wanted = this.shown.map((record) => nodes.get(record.clientId) ?? thumbnail(record));
    [...nodes.values()].filter((node) => !wanted.includes(node)).forEach((node) => node.remove());
    if (narrow.matches) requestAnimationFrame(() => this.list.scrollTo({ left: this.list.scrollWidth })); // the newest
    wanted.forEach((node, place) => this.list.children[place] !== node && this.list.insertBefore(node, this.list.children[place] ?? null));
  }

  linkTo(record) {
    return record.url === location.pathname ? "" : `${record.url}#${record.clientId}`;
  }

  clicked(event) {
    const record = this.journal.get(event.target.closest("[data-of]")?.dataset.of);
    if (!record) return;
    const link = this.linkTo(record);
    if (link) location.assign(link);
    else this.open(record);
  }

  open(record) {
    this.dispatchEvent(new CustomEvent("open", { detail: record }));
  }

  /* Which one is on screen to be changed, if any. */
  point(record) {
    this.list.querySelector("[aria-current]")?.removeAttribute("aria-current");
    this.list.querySelector(`[data-decision="${record?.clientId}"]`)?.setAttribute("aria-current", "true");
  }

  /* What another page's is can only be said here. */
  moved(name, record) {
    const link = this.linkTo(record);
    this.told.hidden = !link;
    if (!link) return this.dispatchEvent(new CustomEvent(name, { detail: record }));
    write(this.told, "told-text", say(`told-${name}`, record));
    this.told.querySelector("a").href = link;
  }

  /* The decision whose link opened this page, once. */
  asked() {
    const record = this.journal.get(location.hash.slice(1));
    if (record) history.replaceState(null, "", location.pathname + location.search);
    return record && { record, isUndone: Boolean(record.undone) };
  }
}

function thumbnail(record) {
  const node = clone("decision");
  node.dataset.of = record.clientId;
  const button = node.firstElementChild;
  Object.assign(button.dataset, { decision: record.clientId, outcome: record.mark });
  button.querySelector("img").src = record.thumbnail;
  button.setAttribute("aria-label", say("change", record));
  button.title = record.summary;
  write(button, "mark", { skipped: "–", flagged: "!", yes: "✓", no: "✕", same: "=" }[record.mark] ?? "");
  return node;
}
