/* Swiping the photo: right is yes to all, left is none. The photo follows the finger, and returns when in doubt. */

const FAR = 80;

export function onSwipe(surface, photo, { left, right, isOff = () => false }) {
  let start = null;
  surface.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" || event.target.closest("button:not([data-swipes])")) return;
    start = event.isPrimary && !isOff() ? event : null; // a second finger zooms, and so does whoever moves a large photo about
    move(photo, 0);
  });
  surface.addEventListener("pointermove", (event) => {
    if (start?.pointerId === event.pointerId) move(photo, event.clientX - start.clientX);
  });
  surface.addEventListener("pointerup", (event) => {
    if (start?.pointerId !== event.pointerId) return;
    const across = event.clientX - start.clientX;
    const isAcross = Math.abs(across) > 2 * Math.abs(event.clientY - start.clientY);
    start = null;
    move(photo, 0);
    if (isAcross && Math.abs(across) > FAR) (across > 0 ? right : left)();
  });
  surface.addEventListener("pointercancel", () => {
    start = null;
    move(photo, 0);
  });
}

function move(photo, across) {
  photo.style.setProperty("--swipe", `${across}px`);
  photo.dataset.swipe = across > FAR ? "right" : across < -FAR ? "left" : "";
}
