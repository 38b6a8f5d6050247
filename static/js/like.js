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
    // Whoever hides what they liked gets that back, too.
    const back = kind === "hide" && before === "like" ? "like" : BACK[kind];
    toast(say(SAID[kind]), isUndo ? null : { word: say("undo"), act: () => think(form, back, { isUndo: true }) });
  } catch (refusal) {
    toast(say(refusal.message === "429" ? "too-fast" : "not-saved"));
  } finally {
    delete form.dataset.busy;
  }
}

async function send(form, kind) {
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
