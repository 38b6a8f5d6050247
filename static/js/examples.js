/* What a tag means: its definition at once, and photos that people judged, asked of the server once for each tag. */

import { get } from "moodloop/api";
import { clone, part, write } from "moodloop/dom";
import { meaning } from "moodloop/keys";
import { say } from "moodloop/words";

const KINDS = ["yes", "borderline", "no"];
const SHOWN = 3;

export class Examples {
  constructor(dialog, url = dialog.dataset.url) {
    Object.assign(this, { dialog, url, known: new Map(), tag: null });
    dialog.addEventListener("keydown", (event) => {
      if (meaning(event) !== "e" || event.ctrlKey || event.metaKey || event.repeat) return;
      event.stopPropagation(); // the same key would open it again
      dialog.close();
    });
  }

  async open(tag, item) {
    this.tag = tag;
    write(this.dialog, "tag", tag.name);
    write(this.dialog, "means", tag.definition || say("no-definition"));
    this.draw({}, "");
    this.dialog.showModal();
    try {
      const found = await this.ask(tag);
      if (this.tag === tag) this.draw(found, say("no-examples"), item);
    } catch {
      this.known.delete(tag.id);
      if (this.tag === tag) this.draw({}, say("examples-unreachable"));
    }
  }

  ask(tag) {
    if (!this.known.has(tag.id)) this.known.set(tag.id, get(this.url.replace("/0/", `/${tag.id}/`)));
    return this.known.get(tag.id);
  }

  /* Never the product that is being judged: its own answer is no example. */
  draw(found, nothing, item) {
    for (const kind of KINDS) {
      const photos = (found[kind] ?? []).filter((photo) => photo.product !== item?.product.id).slice(0, SHOWN);
      part(this.dialog, kind).replaceChildren(...photos.map((photo) => figure(photo, kind, this.tag)));
      write(this.dialog, `${kind}-none`, photos.length ? "" : nothing);
    }
  }
}

function figure(photo, kind, tag) {
  const node = clone("example");
  node.firstElementChild.src = photo.url;
  node.firstElementChild.alt = say(`example-${kind}`, { tag: tag.name });
  return node;
}
