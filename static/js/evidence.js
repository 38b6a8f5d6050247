/* Arithmetic of the heat map: the signed cells of all views, brought into image space. */

/* Contributions per unit of area on a grid of `width` × `height` over the image. A view's cells lie evenly in its
   box, which may reach past the image. Each cell is a tent around its centre, as wide as two cells: the tents add up
   to the cells, and where a view ends inside the image they run out half a cell later, without an edge. */
export function spread(views, width, height) {
  const map = new Float32Array(width * height);
  for (const { box: [left, top, right, bottom], cells } of views) {
    const down = weights({ from: top, to: bottom, count: cells.length, pixels: height });
    const across = weights({ from: left, to: right, count: cells[0].length, pixels: width });
    const density = (cells.length * cells[0].length) / ((right - left) * (bottom - top));
    down.forEach((rows, y) => {
      const line = cells[0].map((_, column) => density * sum(rows, (row) => cells[row][column]));
      across.forEach((columns, x) => (map[y * width + x] += sum(columns, (column) => line[column])));
    });
  }
  return map;
}

/* For every pixel along one side: which cells reach it and how strongly, as [cell, weight]. Where the view fills the
   image up to its border, the outermost cell keeps its strength: nothing lies beyond to fade into. */
function weights({ from, to, count, pixels }) {
  return Array.from({ length: pixels }, (_, pixel) => {
    const place = (((pixel + 0.5) / pixels - from) / (to - from)) * count - 0.5;
    const first = Math.floor(place);
    const pair = [[first, first + 1 - place], [first + 1, place - first]];
    return pair.map(([cell, weight]) => [within(cell, { from, to, count }), weight]).filter(([cell]) => cell !== null);
  });
}

function within(cell, { from, to, count }) {
  if (cell === -1 && from <= 0) return 0;
  if (cell === count && to >= 1) return count - 1;
  return cell >= 0 && cell < count ? cell : null;
}

function sum(weighted, of) {
  return weighted.reduce((total, [cell, weight]) => total + weight * of(cell), 0);
}
