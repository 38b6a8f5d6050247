/* Sentences that scripts say, written and translated in the page's template: <template data-words>. */

const words = new Map();

for (const template of document.querySelectorAll("template[data-words]")) {
  for (const node of template.content.querySelectorAll("[data-word]")) {
    words.set(node.dataset.word, node.textContent.trim());
  }
}

export function knows(name) {
  return words.has(name);
}

export function say(name, values = {}) {
  const sentence = words.get(name);
  if (sentence === undefined) throw new Error(`no such sentence: ${name}`);
  return sentence.replace(/\{(\w+)\}/g, (_, key) => written(values[key]));
}

/* Many sellers leave the title empty. */
export function called(product) {
  return product.title || say("untitled");
}

function written(value) {
  return typeof value === "number" ? value.toLocaleString(document.documentElement.lang) : String(value);
}
