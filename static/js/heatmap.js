/* Shows over the photo where a suggestion comes from: persimmon speaks for the tag, blue against it, and the
   stronger a place speaks the less is seen through. */

import { spread } from "moodloop/evidence";

const LONG_SIDE = 160; // the cells are 7 × 7 or so: finer would only cost time
const STRONGEST = 0.82;

export class HeatMap {
  constructor(canvas, legend) {
    this.canvas = canvas;
    this.legend = legend;
  }

  /* False when there is nothing to show. */
  show(image, views) {
    if (!views?.length) return false;
    const scale = LONG_SIDE / Math.max(image.width, image.height);
    this.canvas.width = Math.max(1, Math.round(image.width * scale));
    this.canvas.height = Math.max(1, Math.round(image.height * scale));
    const context = this.canvas.getContext("2d", { willReadFrequently: true });
    const inks = [ink(context, this.canvas, "--heat-for"), ink(context, this.canvas, "--heat-against")];
    const map = spread(views, this.canvas.width, this.canvas.height);
    context.putImageData(paint(map, this.canvas.width, this.canvas.height, inks), 0, 0);
    this.canvas.hidden = this.legend.hidden = false;
    return true;
  }

  hide() {
    this.canvas.hidden = this.legend.hidden = true;
  }
}

function paint(map, width, height, [forIt, againstIt]) {
  const strongest = map.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
  const image = new ImageData(width, height);
  map.forEach((value, index) => {
    image.data.set(value > 0 ? forIt : againstIt, index * 4);
    image.data[index * 4 + 3] = Math.round(255 * STRONGEST * Math.abs(value) / strongest);
  });
  return image;
}

function ink(context, canvas, name) {
  context.fillStyle = getComputedStyle(canvas).getPropertyValue(name);
  context.fillRect(0, 0, 1, 1);
  const colour = [...context.getImageData(0, 0, 1, 1).data];
  context.clearRect(0, 0, 1, 1);
  return colour;
}
