/* Keeps the regions marked `data-live` as fresh as the server's: refetches this page's fragment and swaps them.
   Rests in background tabs, backs off while the server does not answer, and stops when the fragment says so. */

const EVERY = 2000;
const AT_MOST = 30000;

let delay = EVERY;

export async function refresh() {
  const response = await fetch(location.href, { headers: { "X-Fragment": "1" }, credentials: "same-origin" });
  if (!response.ok || response.redirected) throw new Error(`${response.status}`);
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const region of document.querySelectorAll("[data-live]")) swap(region, fresh.getElementById(region.id));
}

function swap(region, fresh) {
  if (!fresh || fresh.isEqualNode(region)) return;
  const opened = [...region.querySelectorAll("details[open][id]")].map((details) => details.id);
  const focused = region.contains(document.activeElement) ? document.activeElement.id : "";
  region.replaceWith(document.adoptNode(fresh));
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

function isWanted() {
  return document.querySelector('[data-live="on"]') !== null;
}

async function turn() {
  if (document.hidden) {
    document.addEventListener("visibilitychange", turn, { once: true });
    return;
  }
  try {
    await refresh();
    delay = EVERY;
  } catch {
    delay = Math.min(delay * 2, AT_MOST); // the page stays as it was; asked again later
  }
  if (isWanted()) setTimeout(turn, delay);
}

if (isWanted()) setTimeout(turn, delay);
