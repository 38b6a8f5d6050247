/* One sentence at the foot of the page, with a button to take back what it says. */

const LASTS = 8_000;
let node;
let timer;

export function toast(sentence, undo = null) {
  node ??= document.body.appendChild(made());
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

function made() {
  const toast = Object.assign(document.createElement("div"), { className: "toast", hidden: true });
  toast.setAttribute("role", "status");
  const button = Object.assign(document.createElement("button"), { className: "toast__undo", type: "button" });
  toast.append(document.createElement("span"), button);
  return toast;
}
