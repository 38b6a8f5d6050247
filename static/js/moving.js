/* Entries that an older version left in localStorage are moved over once. */

import { newId } from "moodloop/ids";

export async function moveOver(store) {
  const prefix = `moodloop.outbox.${store.user}.`;
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  if (!keys.length) return;
  const entries = keys.map((key) => ({ ...named(JSON.parse(localStorage.getItem(key))), key: key.slice(prefix.length) }));
  const isSaved = await store.save(entries.map((put) => ({ store: "outbox", put })));
  if (isSaved) keys.forEach((key) => localStorage.removeItem(key));
}

/* What takes an answer back had its name then; now it has one of its own. */
function named(entry) {
  return entry.kind === "withdraw" && !entry.of ? { ...entry, of: entry.client_id, client_id: newId() } : entry;
}
