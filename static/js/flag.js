/* What is wrong with the photo: chosen by its number, at once. Fires `flagged` {kind, words}. */

export class FlagDialog extends EventTarget {
  constructor(dialog) {
    super();
    this.dialog = dialog;
    this.words = dialog.querySelector("input");
    this.kinds = [...dialog.querySelectorAll("[data-kind]")];
    dialog.addEventListener("click", (event) => this.choose(event.target.closest("[data-kind]")));
    dialog.addEventListener("keydown", (event) => this.key(event));
  }

  open() {
    this.words.value = "";
    this.dialog.showModal();
  }

  key(event) {
    const isWriting = event.target === this.words;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    // Whoever writes has something else to say than the names of the others.
    const kind = isWriting ? event.key === "Enter" && this.kinds.at(-1) : this.kinds[event.key - 1];
    if (!kind) return;
    event.preventDefault();
    event.stopPropagation(); // by then the dialog is closed, and the key would mark the next photo
    this.choose(kind);
  }

  choose(button) {
    if (!button || !this.dialog.open) return;
    this.dialog.close();
    const detail = { kind: button.dataset.kind, words: this.words.value.trim() };
    this.dispatchEvent(new CustomEvent("flagged", { detail }));
  }
}
