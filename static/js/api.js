/* Talking to the server: JSON in and out, and errors that say whether it is worth asking again. */

export class Refused extends Error {
  constructor(status, detail) {
    super(detail || `${status}`);
    this.status = status;
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

export async function post(url, body) {
  return answer(
    await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(20000),
    }),
  );
}

export async function remove(url) {
  const headers = { Accept: "application/json", "X-CSRFToken": token() };
  const signal = AbortSignal.timeout(20000);
  return answer(await fetch(url, { method: "DELETE", credentials: "same-origin", headers, signal }));
}

async function answer(response) {
  if (response.redirected) throw new Refused(403, ""); // sent to the login page
  if (response.ok) return response.json();
  const text = await response.text();
  throw new Refused(response.status, detail(text));
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
