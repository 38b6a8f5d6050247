/* Asks whether an answer is there, often at first and then ever more rarely. */

const FIRST = 40; // milliseconds: a photo on an idle machine takes three or four of these
const GROWTH = 1.15;
const LONGEST = 2000;

export class Waiting {
  /* `found` gets the answer's HTML, `failed` the status, or 0 where no server was reached. */
  constructor(url, { found, failed }) {
    Object.assign(this, { url, found, failed, number: 0 });
  }

  /* A later call makes an earlier one fall silent. */
  async start() {
    const number = ++this.number;
    for (let pause = FIRST; ; pause = Math.min(pause * GROWTH, LONGEST)) {
      await new Promise((resolve) => setTimeout(resolve, document.hidden ? LONGEST : pause));
      const status = await this.ask(number);
      if (number !== this.number || status === 200 || status === 404) return;
    }
  }

  async ask(number) {
    let response;
    try {
      response = await fetch(this.url, { credentials: "same-origin", headers: { "X-Fragment": "1" } });
      const text = await response.text();
      if (number !== this.number) return response.status;
      if (response.status === 200) this.found(text);
      else if (response.status !== 202) this.failed(response.status);
    } catch {
      if (number === this.number) this.failed(0);
    }
    return response?.status ?? 0;
  }
}
