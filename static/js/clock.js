/* Seconds from the photo being on screen to the answer; a hidden tab does not count, nor what lies under a dialog. */

export function isCovered() {
  return document.hidden || document.querySelector("dialog[open]") !== null;
}

/* Whenever that may have changed. */
export function onCover(act) {
  document.addEventListener("visibilitychange", act);
  new MutationObserver(act).observe(document.documentElement, { subtree: true, attributeFilter: ["open"] });
}

export class Clock {
  constructor() {
    onCover(() => (isCovered() ? this.pause() : this.go()));
    this.reset();
  }

  reset() {
    this.before = 0;
    this.since = null;
    this.isOn = false;
  }

  start() {
    this.reset();
    this.isOn = true;
    if (!isCovered()) this.go();
  }

  go() {
    if (this.isOn && this.since === null) this.since = performance.now();
  }

  pause() {
    this.before = this.milliseconds();
    this.since = null;
  }

  milliseconds() {
    return this.before + (this.since === null ? 0 : performance.now() - this.since);
  }

  /* Null when the photo was never seen. */
  seconds() {
    return this.isOn ? Math.round(this.milliseconds()) / 1000 : null;
  }
}
