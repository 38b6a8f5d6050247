/* The photo to be judged. The next ones are fetched and decoded ahead, so that showing one takes a single frame. */

export class Photo {
  constructor(frame) {
    this.frame = frame;
    this.ready = new Map(); // url → a decoded <img>
  }

  /* Gets these urls ready and lets go of all others. */
  prepare(items) {
    const wanted = new Set(items.map((item) => item.image.url));
    for (const url of this.ready.keys()) if (!wanted.has(url) && url !== this.url) this.ready.delete(url);
    for (const url of wanted) if (!this.ready.has(url)) this.load(url);
  }

  load(url) {
    const image = new Image();
    image.decoding = "sync"; // painted together with the rows beside it, never after them
    image.draggable = false;
    image.src = url;
    const loaded = image.decode().then(
      () => true,
      () => false, // a broken photo is shown as its text alternative, and can be skipped
    );
    this.ready.set(url, { image, loaded });
    return this.ready.get(url);
  }

  /* Resolves when the photo is really on screen. */
  async show({ url, width, height }, alt) {
    const { image, loaded } = this.ready.get(url) ?? this.load(url);
    this.url = url;
    this.frame.dataset.ready = "no";
    image.alt = alt;
    this.frame.style.setProperty("--ratio", width / height);
    this.frame.querySelector("img")?.remove();
    this.frame.prepend(image);
    const isWhole = await loaded;
    await painted();
    if (this.url === url) this.frame.dataset.ready = isWhole ? "yes" : "broken";
    return this.url === url;
  }
}

function painted() {
  if (document.hidden) return Promise.resolve();
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}
