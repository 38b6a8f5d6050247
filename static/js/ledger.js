/* What every page has on which something is decided: what waits to be sent, the journal with its strip, whether all has
   arrived, and the password in place. The page includes labeling/_ledger.html, _alert.html and _footer.html. */

import { Alert } from "moodloop/alert";
import { part } from "moodloop/dom";
import { History } from "moodloop/history";
import { Journal } from "moodloop/journal";
import { Login } from "moodloop/login";
import { Outbox } from "moodloop/outbox";
import { addresses } from "moodloop/sending";
import { Session } from "moodloop/session";
import { Store } from "moodloop/store";
import { say } from "moodloop/words";

/* `root` holds these parts; `hint` says a sentence where the page says them; `judge` asks an entry that was refused
   again, where the page can. `acts` is what keys and buttons (data-do) may do on all pages. */
export async function openLedger({ root, hint, judge = null }) {
  const { user, name, sessionUrl } = document.querySelector("[data-ledger]").dataset;
  const store = await Store.open(user);
  const session = new Session({ user, name, url: sessionUrl });
  const outbox = new Outbox({ store, session, urls: addresses() });
  const journal = await new Journal({ store, outbox }).open();
  const history = new History(part(root, "history"), { journal, told: part(root, "told") });
  const login = new Login(part(document, "login-dialog"), session);
  const alert = new Alert(root, { outbox, login, judge });
  login.addEventListener("signed-in", () => outbox.send());
  // A page that comes out of the browser's memory knows nothing of what happened since.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  outbox.send(); // what a page before this one left
  const acts = {
    z: () => void (journal.undo() ?? hint(say("nothing-to-undo"))),
    Z: () => void (journal.redo() ?? hint(say("nothing-to-redo"))),
    hurry: () => outbox.send(),
    login: () => login.open(),
  };
  return { store, session, outbox, journal, history, login, alert, acts };
}
