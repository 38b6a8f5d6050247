// "Today", "since yesterday": one click fills in the beginning.
const since = document.getElementById("wd-since");

for (const button of document.querySelectorAll("[data-since]")) {
  button.addEventListener("click", () => {
    since.value = button.dataset.since;
    since.focus();
  });
}

// What is being done is said, and not begun twice.
document.querySelector("form.wd-do")?.addEventListener("submit", (event) => {
  const button = event.target.querySelector(".wd-go");
  button.disabled = true;
  button.setAttribute("aria-busy", "true");
});
