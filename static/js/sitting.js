/* Which sitting this tab goes on with: its own after a reload or on another page; else the newest of today that no open
   tab has, so that a closed tab resumes; else a new one. */

import { newId } from "moodloop/ids";
import { hold } from "moodloop/locks";

const PATIENCE = 500; // ms: a page that is being left lets go of its sitting
const RECENT = 12 * 60 * 60_000;

/* `known`: sittings in this browser as [id, ms of its last decision]. */
export async function sit(user, known) {
  const name = `moodloop.sitting.${user}`;
  const own = sessionStorage.getItem(name);
  const left = known.filter(([, at]) => navigator.locks && Date.now() - at < RECENT).sort((one, other) => other[1] - one[1]);
  for (const id of [own, ...left.map(([id]) => id), newId()]) {
    if (!id || !(await hold(`${name}.${id}`, id === own ? PATIENCE : 0))) continue;
    sessionStorage.setItem(name, id);
    return id;
  }
}
