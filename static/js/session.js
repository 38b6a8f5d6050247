/* Is the person who opened this page still the one whom the server sees? Logging in changes the CSRF token, so
   the question is only asked then: one person's answers must never be sent as another's. */

import { Refused, token } from "moodloop/api";

export class Session {
  constructor({ user, page }) {
    this.user = user;
    this.page = page;
    this.token = token();
  }

  /* Throws Refused when somebody else, or nobody, is logged in now. */
  async check() {
    const now = token();
    if (now === this.token) return;
    const response = await fetch(this.page, { credentials: "same-origin" });
    if (response.status >= 500) throw new Refused(response.status, "");
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const user = page.querySelector("[data-review]")?.dataset.user;
    if (user !== this.user) throw new Refused(403, "");
    this.token = now;
  }
}
