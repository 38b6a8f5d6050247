/* Keeps the regions marked `data-live` as fresh as the server's: refetches this page's fragment and swaps them.
   "on" asks every two seconds, "slow" every ten. Rests in background tabs, backs off while nobody answers. */

const EVERY = { on: 2000, slow: 10000 };
const AT_MOST = 30000;

let failures = 0;

async function refresh() {
  const response = await fetch(location.href, { headers: { "X-Fragment": "1" }, credentials: "same-origin" });
  if (!response.ok || response.redirected) throw new Error(`${response.status}`);
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const region of document.querySelectorAll("[data-live]")) swap(region, fresh.getElementById(region.id));
  document.dispatchEvent(new Event("live:refreshed"));
}

function swap(region, fresh) {
  if (!fresh || fresh.isEqualNode(region)) return;
  const opened = [...region.querySelectorAll("details[open][id]")].map((details) => details.id);
  const focused = region.contains(document.activeElement) ? document.activeElement.id : "";
  region.replaceWith(document.adoptNode(fresh));
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

function pause() {
  const wishes = [...document.querySelectorAll("[data-live]")].map((region) => EVERY[region.dataset.live]);
  const shortest = Math.min(...wishes.filter(Boolean));
  return Math.min(shortest * 2 ** failures, Math.max(shortest, AT_MOST));
}

async function turn() {
  if (document.hidden) {
    document.addEventListener("visibilitychange", turn, { once: true });
    return;
  }
  try {
    await refresh();
    failures = 0;
  } catch {
    failures += 1; // the page stays as it was; asked again later
  }
  again();
}

function again() {
  const milliseconds = pause();
  if (Number.isFinite(milliseconds)) setTimeout(turn, milliseconds);
}

again();
