/* Is the person who opened this page still the one whom the server sees? Logging in changes the CSRF token, so
   the question is only asked then: one person's answers must never be sent as another's. */

import { get, post, Refused, token } from "moodloop/api";

export class Session {
  constructor({ user, name, url }) {
    Object.assign(this, { user, name, url, token: token() });
  }

  /* Throws Refused when somebody else, or nobody, is logged in now. */
  async check() {
    const now = token();
    if (now === this.token) return;
    if (!(await this.isOurs())) throw new Refused(403, "");
    this.token = now;
  }

  async isOurs() {
    const { user } = await get(this.url);
    return user === this.user;
  }

  /* Throws Refused with the reason in words. */
  async signIn(password) {
    await post(this.url, { user: this.user, username: this.name, password });
    this.token = token();
  }
}
