/* One sentence at the foot of the page, with a button to take back what it says. */

const LASTS = 8_000;
const node = made();
let timer;

export function toast(sentence, undo = null) {
  const [text, button] = node.children;
  text.textContent = sentence;
  button.hidden = !undo;
  if (undo) {
    button.textContent = undo.word;
    button.onclick = () => {
      node.hidden = true;
      undo.act();
    };
  }
  node.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(leave, LASTS);
}

/* Not while somebody is about to press it. */
function leave() {
  if (node.matches(":hover, :focus-within")) timer = setTimeout(leave, LASTS);
  else node.hidden = true;
}

/* What speaks is in the page, empty, long before it has anything to say: else screen readers miss the first word. */
function made() {
  const speaker = Object.assign(document.createElement("div"), { className: "toasts" });
  speaker.setAttribute("role", "status");
  const toast = Object.assign(document.createElement("div"), { className: "toast", hidden: true });
  const button = Object.assign(document.createElement("button"), { className: "toast__undo", type: "button" });
  toast.append(document.createElement("span"), button);
  speaker.append(toast);
  document.body.append(speaker);
  return toast;
}
