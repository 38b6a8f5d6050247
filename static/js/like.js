/* Like and hide in place, with a way back. Without this script the same forms do it by a visit. */

import { newId } from "moodloop/ids";
import { toast } from "moodloop/toast";
import { say } from "moodloop/words";

const BACK = { like: "unlike", unlike: "like", hide: "unhide", unhide: "hide" };
const SAID = { like: "liked", unlike: "unliked", hide: "hidden", unhide: "unhidden" };

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-like]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  think(form, event.submitter.value);
});

async function think(form, kind, { isUndo = false } = {}) {
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  try {
    const before = form.dataset.thought;
    const { opinion } = await send(form, kind);
    show(form, opinion);
    follow(form, isUndo ? BACK[kind] : "");
    // Whoever hides what they liked gets that back, too.
    const back = kind === "hide" && before === "like" ? "like" : BACK[kind];
    toast(say(SAID[kind]), isUndo ? null : { word: say("undo"), act: () => think(form, back, { isUndo: true }) });
  } catch (refusal) {
    toast(say(refusal.message === "429" ? "too-fast" : "not-saved"));
  } finally {
    delete form.dataset.busy;
  }
}

/* The first answer brings the key that makes a shopper of a browser: two at once would make two. */
let line = Promise.resolve();
let isKnown = false;

function send(form, kind) {
  if (isKnown) return post(form, kind);
  const answer = line.then(() => post(form, kind));
  line = answer.then(() => (isKnown = true), () => {});
  return answer;
}

async function post(form, kind) {
  const body = new FormData(form);
  body.set("kind", kind);
  body.set("client_id", newId());
  const headers = { Accept: "application/json" };
  const response = await fetch(form.action, { method: "POST", body, headers, credentials: "same-origin", keepalive: true });
  if (!response.ok) throw new Error(`${response.status}`);
  return response.json();
}

function show(form, opinion) {
  form.dataset.thought = opinion;
  for (const [value, back] of [["like", "unlike"], ["hide", "unhide"]]) {
    const button = form.querySelector(`.like__button--${value}`);
    button.value = opinion === value ? back : value;
    button.setAttribute("aria-pressed", opinion === value);
  }
  form.closest(".product")?.classList.toggle("product--left", opinion === "hide" && !form.closest("[data-hidden-list]"));
}

/* What had the focus may be gone with its card, or with the button that took it back: the next thing has it. */
function follow(form, again) {
  const card = form.closest(".product--left");
  if (card?.contains(document.activeElement)) neighbour(card)?.focus();
  else if (again && document.activeElement === document.body) form.querySelector(`.like__button[value="${again}"]`)?.focus();
}

/* The link of the next card that is still there; behind the last one, of the one before. */
function neighbour(card) {
  const links = [...document.querySelectorAll(".product:not(.product--left) .product__link")];
  const isBehind = (link) => card.compareDocumentPosition(link) & Node.DOCUMENT_POSITION_FOLLOWING;
  return links.find(isBehind) ?? links.at(-1);
}
