// While a value is typed, what it would change is said beside it.
const PAUSE = 300;

for (const words of document.querySelectorAll("[data-effect]")) {
  const form = words.closest("article").querySelector("form.set-form");
  if (form) follow(form, words);
}

function follow(form, words) {
  let timer = 0;
  let asked = 0;
  form.addEventListener("input", (event) => {
    if (event.target.name !== "value") return;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const mine = (asked += 1);
      const said = await effect(words.dataset.effect, new FormData(form).getAll("value"));
      if (said !== null && mine === asked) words.textContent = said;
    }, PAUSE);
  });
}

async function effect(address, values) {
  const query = new URLSearchParams(values.map((value) => ["value", value]));
  try {
    const answer = await fetch(`${address}?${query}`);
    return answer.ok ? await answer.text() : null;
  } catch {
    return null; // what stands there is still true of the value that holds
  }
}
