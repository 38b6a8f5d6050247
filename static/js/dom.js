/* Nodes from the page's own templates. Text goes in as text: what sellers type is never read as markup. */

export function clone(name) {
  return document.querySelector(`template[data-template="${name}"]`).content.firstElementChild.cloneNode(true);
}

export function part(root, name) {
  return root.querySelector(`[data-part="${name}"]`);
}

export function write(root, name, text) {
  part(root, name).textContent = text;
}
