/* One person's IndexedDB in this browser: what waits to be sent ("outbox") and what was decided ("journal").
   A wrapper of our own: three calls are all that is needed, and none of them may throw. */

const STORES = ["outbox", "journal"];
const PATIENCE = 4000; // ms; a browser that does not even answer has no storage for us

export class Database {
  constructor(connection) {
    this.connection = connection; // null where the browser has none
    connection?.addEventListener("versionchange", () => connection.close());
  }

  static async open(user) {
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
    return new Database(await Promise.race([opened(`moodloop-${user}`), late]));
  }

  /* Changes are {store, put: value} or {store, remove: key}. All or none are written, in a transaction that is handed
     over before this returns: a tab that is killed right after has written. Resolves to whether they are on the disk. */
  write(changes) {
    return new Promise((resolve) => {
      try {
        const stores = [...new Set(changes.map((change) => change.store))];
        const transaction = this.connection.transaction(stores, "readwrite", { durability: "strict" });
        transaction.oncomplete = () => resolve(true);
        transaction.onabort = () => resolve(false);
        for (const { store, put, remove } of changes) {
          if (put) transaction.objectStore(store).put(put);
          else transaction.objectStore(store).delete(remove);
        }
        transaction.commit();
      } catch {
        resolve(false); // none, closed, or full
      }
    });
  }

  /* In the order of their keys, from this key on; null when nothing can be read. */
  values(store, from = "", to = "\uffff") {
    return this.read(store, (all) => all.getAll(IDBKeyRange.bound(from, to)));
  }

  keys(store) {
    return this.read(store, (all) => all.getAllKeys());
  }

  read(store, ask) {
    return new Promise((resolve) => {
      try {
        const request = ask(this.connection.transaction(store).objectStore(store));
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => resolve(null);
      } catch {
        resolve(null);
      }
    });
  }
}

function opened(name) {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => STORES.forEach((store) => request.result.createObjectStore(store, { keyPath: "key" }));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(null);
    } catch {
      resolve(null); // forbidden
    }
  });
}
