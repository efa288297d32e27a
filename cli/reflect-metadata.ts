// @peculiar/x509 finds its algorithms through decorators that store metadata with three functions of an abandoned
// proposal (Reflect.metadata). These three are all it uses; import this file before the library.

type Entries = Map<unknown, unknown>;
const store = new WeakMap<object, Entries>();

const functions = {
  defineMetadata(key: unknown, value: unknown, target: object): void {
    const entries: Entries = store.get(target) ?? new Map();
    store.set(target, entries.set(key, value));
  },
  getOwnMetadata: (key: unknown, target: object): unknown => store.get(target)?.get(key),
  getMetadata(key: unknown, target: object): unknown {
    for (let object: object | null = target; object !== null; object = Object.getPrototypeOf(object)) {
      const entries = store.get(object);
      if (entries?.has(key) === true) return entries.get(key);
    }
    return undefined;
  },
};

if (!('getMetadata' in Reflect)) Object.assign(Reflect, functions);
