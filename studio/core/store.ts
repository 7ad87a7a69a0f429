import { useLayoutEffect, useState } from 'preact/hooks';

/** A value that components follow. */
export class Store<Value> {
  #value: Value;
  readonly #listeners = new Set<() => void>();

  constructor(value: Value) {
    this.#value = value;
  }

  get value(): Value {
    return this.#value;
  }

  set(value: Value): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Returns a function that ends the subscription. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

/** Returns the value of a store and renders the component again when it changes. */
export function useStore<Value>(store: Store<Value>): Value {
  const [, setVersion] = useState(0);
  const rendered = store.value;
  // Before the next event, which may change the value.
  useLayoutEffect(() => {
    const end = store.subscribe(() => setVersion((version) => version + 1));
    // The render of another component may have changed the value.
    if (!Object.is(rendered, store.value)) setVersion((version) => version + 1);
    return end;
  }, [store]);
  return rendered;
}
