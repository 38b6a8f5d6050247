/* What is still wrong with a new password, said while it is typed. Without this the rules stand there, and the
   server says it after sending. */

import { post } from "moodloop/api";

const PAUSE = 400; // ms without a key

for (const form of document.querySelectorAll("form[data-password-check]")) watch(form);

function watch(form) {
  const rules = form.querySelector("[data-password-rules]");
  const good = form.querySelector("[data-password-good]").content.textContent;
  const first = [...rules.children].map((rule) => rule.textContent);
  let waiting = 0;
  let asked = 0;

  form.elements.password1.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
  });

  async function look() {
    const password = form.elements.password1.value;
    const mine = ++asked;
    if (!password) return show("", first);
    try {
      const { problems } = await post(form.dataset.passwordCheck, { username: form.elements.username.value, password });
      if (mine === asked) show(problems.length ? "wrong" : "good", problems.length ? problems : [good]);
    } catch {
      show("", first); // the server says it when it is sent
    }
  }

  function show(state, lines) {
    rules.dataset.state = state;
    rules.replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
  }
}
