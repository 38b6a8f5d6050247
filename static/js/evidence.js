/* Arithmetic of the heat map: the signed cells of all views, brought into image space. */

/* Contributions per unit of area on a grid of `width` × `height` over the image. A view's cells lie evenly in its
   box, which may reach past the image; between their centres the map is bilinear, outside the box it is nothing. */
export function spread(views, width, height) {
  const map = new Float32Array(width * height);
  for (const { box: [left, top, right, bottom], cells } of views) {
    const rows = cells.length;
    const columns = cells[0].length;
    const density = (rows * columns) / ((right - left) * (bottom - top));
    for (let y = 0; y < height; y += 1) {
      const v = ((y + 0.5) / height - top) / (bottom - top);
      if (v < 0 || v > 1) continue;
      for (let x = 0; x < width; x += 1) {
        const u = ((x + 0.5) / width - left) / (right - left);
        if (u >= 0 && u <= 1) map[y * width + x] += density * between(cells, v * rows - 0.5, u * columns - 0.5);
      }
    }
  }
  return map;
}

function between(cells, row, column) {
  const y0 = clamp(Math.floor(row), cells.length);
  const y1 = clamp(Math.floor(row) + 1, cells.length);
  const x0 = clamp(Math.floor(column), cells[0].length);
  const x1 = clamp(Math.floor(column) + 1, cells[0].length);
  const down = row - Math.floor(row);
  const across = column - Math.floor(column);
  const upper = cells[y0][x0] * (1 - across) + cells[y0][x1] * across;
  const lower = cells[y1][x0] * (1 - across) + cells[y1][x1] * across;
  return upper * (1 - down) + lower * down;
}

function clamp(index, length) {
  return Math.max(0, Math.min(length - 1, index));
}
