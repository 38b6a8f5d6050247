/* One key per answer. Keys are read by meaning, or by place where the keyboard writes Korean. */

import { inHand } from "moodloop/hands";

const INTERACTIVE = "button, a[href], summary, select";

export class Keys {
  constructor(actions) {
    this.actions = actions;
    this.held = null;
    addEventListener("keydown", (event) => this.down(event));
    addEventListener("keyup", (event) => this.up(event));
    addEventListener("blur", () => this.release());
  }

  down(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isElsewhere(event)) return;
    const name = inHand(meaning(event), event.shiftKey, this.actions);
    const action = /^[1-9]$/.test(name) ? () => this.actions.digit(Number(name)) : (this.actions[name] ?? this.letter(name));
    if (!action) return;
    event.preventDefault();
    if (event.repeat) return; // a key kept down answers one photo, not forty
    const letGo = action();
    if (typeof letGo === "function") this.held = { code: event.code, letGo };
  }

  letter(name) {
    return /^[a-z]$/.test(name) ? this.actions.letter?.(name) : undefined;
  }

  up(event) {
    if (this.held?.code === event.code) this.release();
  }

  release() {
    this.held?.letGo();
    this.held = null;
  }
}

/* Typing, a dialog, and a control that was reached by keyboard keep their own keys. */
function isElsewhere(event) {
  const target = event.target;
  if (!(target instanceof Element)) return false;
  if (target.closest("input, textarea, [contenteditable]") || document.querySelector("dialog[open]")) return true;
  if (target.closest("dialog")) return false; // it has just closed, and the keyboard has not left it yet
  return ["Enter", " "].includes(event.key) && target.matches(INTERACTIVE) && target.matches(":focus-visible");
}

export function meaning({ key, code, shiftKey }) {
  const name = /^[ -~]$/.test(key) ? key.toLowerCase() : /^Key[A-Z]$/.test(code) ? code.slice(3).toLowerCase() : key;
  return name === "z" && shiftKey ? "Z" : name; // the only one to which Shift gives another meaning
}
