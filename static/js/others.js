/* The other photos of the product: a click shows one large, another click returns to the one to be judged. */

import { clone } from "moodloop/dom";
import { called, say } from "moodloop/words";

export class Others {
  constructor(list, note, photo) {
    Object.assign(this, { list, note, photo, shown: null });
    list.addEventListener("click", (event) => this.clicked(event));
  }

  show(item) {
    this.item = item;
    this.shown = null;
    const photos = item.product.photos.length > 1 ? item.product.photos : [];
    this.list.replaceChildren(...photos.map(tile));
    this.list.hidden = photos.length === 0;
    this.update();
  }

  clicked(event) {
    const button = event.target.closest("[data-photo]");
    if (!button) return;
    const photo = this.item.product.photos.find((one) => one.id === Number(button.dataset.photo));
    this.look(photo.current || photo === this.shown ? null : photo);
  }

  /* Look at one of them, or (null) back at the photo to be judged. */
  look(photo) {
    if (photo === this.shown) return;
    this.shown = photo;
    this.update();
    const alt = say("photo-alt", { title: called(this.item.product) });
    const { width, height } = this.item.image;
    this.photo.show(photo ? { url: photo.url, width: photo.width ?? width, height: photo.height ?? height } : this.item.image, alt);
  }

  update() {
    this.note.hidden = this.shown === null;
    for (const tile of this.list.children) {
      const button = tile.firstElementChild;
      const isShown = this.shown ? Number(button.dataset.photo) === this.shown.id : "current" in button.dataset;
      button.setAttribute("aria-pressed", String(isShown));
    }
  }
}

function tile(photo, index) {
  const item = clone("other");
  const button = item.firstElementChild;
  button.dataset.photo = photo.id;
  button.toggleAttribute("data-current", photo.current);
  button.firstElementChild.src = photo.thumbnail;
  button.firstElementChild.alt = say(photo.current ? "other-current" : "other", { n: index + 1 });
  return item;
}
