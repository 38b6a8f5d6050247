/* When to try again: twice as long after each failure, at most half a minute, and no two browsers at the same time. */

const LONGEST = 30; // seconds

export class Patience {
  constructor() {
    Object.assign(this, { failures: 0, rounds: 0, notBefore: 0 });
  }

  /* `after`: seconds that the server asked for. */
  failed(after = 0) {
    this.failures += 1;
    if (after) this.notBefore = performance.now() + 1000 * after;
  }

  worked() {
    this.failures = 0;
  }

  /* Everything was tried once, and some of it may have failed while the rest arrived. */
  round(isWhole) {
    this.failures = this.rounds = isWhole ? 0 : this.rounds + 1;
  }

  /* Seconds that the server still wants to be left alone. */
  get asked() {
    return Math.max(0, this.notBefore - performance.now()) / 1000;
  }

  /* Seconds until the next try. */
  pause() {
    const wait = this.failures ? Math.min(2 ** (this.failures - 1), LONGEST) * (0.5 + Math.random() / 2) : 0;
    return Math.max(wait, this.asked);
  }
}
