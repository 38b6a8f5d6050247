/* How each kind of entry of the outbox is said to the server: the page lists an address for each. */

import { post, remove } from "moodloop/api";

const NOBODY = "00000000-0000-0000-0000-000000000000";

export function addresses() {
  const nodes = document.querySelectorAll("[data-sends]");
  return Object.fromEntries([...nodes].map(({ dataset: { sends, url } }) => [sends, url]));
}

/* What the server answers. A box whose number nobody knows never arrived: nothing is there to take back. */
export async function sent(entry, urls) {
  const url = urls[entry.kind].replace(NOBODY, entry.of).replace("/0/", `/${entry.image}/`);
  if (entry.kind !== "region-undo") return post(url, entry.body, { keepalive: true });
  return entry.region ? remove(`${url}?region=${entry.region}`) : {};
}

/* Entries about the same thing arrive in the order in which they were given. */
export function about(entry) {
  return entry.about ?? entry.of ?? entry.client_id;
}
