/* The grids of a tag that wait for this person, their thumbnails decoded. */

import { Ahead } from "moodloop/ahead";

export class GridSupply extends Ahead {
  constructor(parts) {
    super(parts, { kind: "grid", one: "grid", many: "grids", ahead: 2, low: 2, most: 6 }); // the one on screen and the next
    this.decoded = new Map();
    this.addEventListener("arrived", () => this.prepare());
  }

  /* Those that wait are decoded, and nothing else is kept. */
  prepare() {
    const kept = new Set(this.here.map(({ id }) => id));
    for (const id of this.decoded.keys()) if (!kept.has(id)) this.decoded.delete(id);
    this.here.forEach((grid) => this.pictures(grid));
  }

  /* An image element for each tile: the same ones that were decoded ahead. */
  pictures(grid) {
    if (!this.decoded.has(grid.id)) this.decoded.set(grid.id, grid.tiles.map(({ photo }) => picture(photo)));
    return this.decoded.get(grid.id);
  }
}

function picture({ thumbnail, url }) {
  const image = new Image();
  image.alt = ""; // the tile has the name
  image.draggable = false;
  image.src = thumbnail;
  image.addEventListener("error", () => (image.src = url), { once: true }); // the large one may be there where the small one is not
  image.decode().catch(() => {}); // also of one that only moves onto the board meanwhile
  return image;
}
