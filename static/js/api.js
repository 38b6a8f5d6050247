/* Talking to the server: JSON in and out, and errors that say whether it is worth asking again. */

const PATIENCE = 20_000;

export class Refused extends Error {
  /* `after`: seconds that the server asks us to wait. */
  constructor(status, detail, after = 0) {
    super(detail || `${status}`);
    Object.assign(this, { status, after });
  }

  get isAboutWho() {
    return this.status === 401 || this.status === 403;
  }

  get isFinal() {
    return this.status >= 400 && this.status < 500 && !this.isAboutWho && ![408, 425, 429].includes(this.status);
  }
}

export function token() {
  const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : document.querySelector("[name=csrfmiddlewaretoken]").value;
}

export async function get(url, { signal } = {}) {
  return answer(await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" }, signal }));
}

/* With `keepalive` a tab that is closed meanwhile does not break it off. */
export function post(url, body, { keepalive = false } = {}) {
  return said("POST", url, { body: JSON.stringify(body), keepalive });
}

export function remove(url) {
  return said("DELETE", url, {});
}

async function said(method, url, more) {
  const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token() };
  const signal = AbortSignal.timeout(PATIENCE);
  return answer(await fetch(url, { method, credentials: "same-origin", headers, signal, ...more }));
}

async function answer(response) {
  if (response.redirected) throw new Refused(403, ""); // sent to the login page
  if (response.ok) return response.json();
  const text = await response.text();
  throw new Refused(response.status, detail(text), seconds(response.headers.get("Retry-After")));
}

/* Of a number of seconds, or of a date. */
function seconds(after) {
  if (!after) return 0;
  const wait = /^\d+$/.test(after) ? Number(after) : (Date.parse(after) - Date.now()) / 1000;
  return Math.max(0, wait || 0);
}

function detail(text) {
  try {
    return sentences(JSON.parse(text)).join(" ");
  } catch {
    return ""; // an error page, not ours to show
  }
}

function sentences(value) {
  if (typeof value === "string") return [value];
  return value && typeof value === "object" ? Object.values(value).flatMap(sentences) : [];
}
