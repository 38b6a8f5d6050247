/* What one tab has and no other: locks that end with the tab, however it ends. Without them (plain HTTP) everybody
   gets everything, and client ids see to it that a double is harmless. */

/* Resolves to a function that lets go, or to null when another tab has it and does not let go within `patience` ms. */
export function hold(name, patience = 0) {
  if (!navigator.locks) return Promise.resolve(() => {});
  const how = patience ? { signal: AbortSignal.timeout(patience) } : { ifAvailable: true };
  return new Promise((resolve) => {
    const held = (lock) => lock && new Promise((letGo) => resolve(letGo));
    const ended = () => resolve(null);
    navigator.locks.request(name, how, held).then(ended, ended);
  });
}

/* Runs the work while no other tab runs work of that name. */
export function alone(name, work) {
  return navigator.locks ? navigator.locks.request(name, work) : work();
}

/* What all tabs hold that begins so. */
export async function heldLike(prefix) {
  const locks = await navigator.locks?.query();
  return (locks?.held ?? []).map((lock) => lock.name).filter((name) => name.startsWith(prefix));
}
