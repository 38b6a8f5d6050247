/* The strip that shows what comparing is for: fetched anew a moment after answers, when the grades have followed. */

const MOMENT = 5000;

export class CompareOrder {
  constructor(place) {
    Object.assign(this, { place, timer: 0 });
  }

  /* Several answers in a row are followed by one look. */
  ask() {
    this.timer ||= setTimeout(() => this.fetch(), MOMENT);
  }

  async fetch() {
    this.timer = 0;
    try {
      const response = await fetch(this.place.dataset.url, { headers: { "X-Fragment": "1" }, credentials: "same-origin" });
      if (!response.ok || response.redirected) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      this.place.replaceChildren(...page.body.childNodes);
    } catch {
      // Without it the page is whole; the next answer asks again.
    }
  }
}
