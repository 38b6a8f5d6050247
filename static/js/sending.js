/* How each kind of entry of the outbox is said to the server. */

import { post, remove } from "moodloop/api";

/* What the server answers. A box whose number nobody knows never arrived: nothing is there to take back. */
export async function sent(entry, { record, withdraw, region }) {
  switch (entry.kind) {
    case "withdraw":
      return post(withdraw(entry.client_id), entry.body);
    case "region":
      return post(of(region, entry), entry.body);
    case "region-undo":
      return entry.region ? remove(`${of(region, entry)}?region=${entry.region}`) : {};
    default:
      return post(record, entry.body);
  }
}

function of(url, { image }) {
  return url.replace("/0/", `/${image}/`);
}

/* Whether it is taken back by an entry of its own once the server may know of it. */
export function canBeTakenOut(entry) {
  return ["answer", "region"].includes(entry.kind) && (!entry.tried || Boolean(entry.refused));
}

/* Taking back what is not there, or not any more, has done what it should. */
export function isDoneWithout(entry) {
  return ["withdraw", "region-undo"].includes(entry.kind);
}
