/* Keys for one hand, beside all others: what the other hand would reach, each under the fingers of this one.
   A key that a page uses itself keeps its meaning there; the keys are told in labeling/_hand_keys.html. */

const KEYS = {
  left: { g: ["Enter"], v: ["h", "u"], t: ["/"], q: ["?"], w: ["ArrowUp"], a: ["ArrowLeft"], s: ["ArrowDown"], d: ["ArrowRight"] },
  right: {
    u: ["1"], i: ["2"], o: ["3"], p: ["4"], "[": ["5"],
    j: ["a"], k: ["x"], l: ["z"], L: ["Z"], n: ["w"], m: ["c"], ",": ["f"], ".": ["e"],
  },
};

/* What this hand does with the letter, which is then no tag's. */
export function isTaken(letter) {
  return letter in (KEYS[document.body.dataset.hand] ?? {});
}

/* The key that is meant by the key that was pressed. */
export function inHand(name, isShifted, actions) {
  const wanted = KEYS[document.body.dataset.hand]?.[isShifted && name === "l" ? "L" : name];
  if (!wanted || name in actions) return name;
  return wanted.find((one) => one in actions || ("digit" in actions && /^[1-9]$/.test(one))) ?? name;
}
