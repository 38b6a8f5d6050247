/* Lights the places that speak for and against a tag over the photos of a page that is read. */

import { HeatMap } from "moodloop/heatmap";

const legend = document.querySelector("[data-lit-legend]");

for (const figure of document.querySelectorAll("[data-lit]")) {
  const photo = figure.querySelector("img");
  const size = { width: Number(photo.getAttribute("width")), height: Number(photo.getAttribute("height")) };
  new HeatMap(figure.querySelector("canvas"), legend).show(size, JSON.parse(figure.dataset.lit));
}
