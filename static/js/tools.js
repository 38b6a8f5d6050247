/* Every action has a button: whatever is marked `data-do` does what its key does. */

export function onTools(root, actions, hold, letGo) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    event.target.closest("[data-closes], [data-part=more] [data-do]")?.closest("dialog").close();
    if (button?.dataset.do === "more") root.querySelector("[data-part=more]").showModal();
    else if (button) actions[button.dataset.do]();
    // A click is not a choice of where the keyboard goes: the keys stay with the photo.
    if (event.detail && event.target.closest("button") && !event.target.closest("dialog")) document.activeElement.blur();
  });
  hold.addEventListener("pointerdown", () => actions.h());
  // Keyboard and screen reader press and let go at once: for them it is on until the next time.
  hold.addEventListener("click", ({ detail }) => {
    if (detail === 0) root.querySelector("[data-part=heat]").hidden ? actions.h() : letGo();
  });
  for (const name of ["pointerup", "pointerleave", "pointercancel"]) hold.addEventListener(name, letGo);
}
