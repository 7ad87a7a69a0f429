import { returnPosition } from './router.ts';
import { session } from './session.ts';

/**
 * The last value of a list, so that a user who returns to its page finds it as it was. It is kept for the key that loaded
 * it, until the page is loaded again.
 */
export class KeptValue<Value> {
  #kept: { readonly id: string; readonly key: string | null; readonly value: Value } | null = null;

  /** @param id identifies what was loaded, such as the filters */
  keep(id: string, value: Value): void {
    this.#kept = { id, key: session.value.key, value };
  }

  /** Returns the value if the user returns to it. */
  read(id: string): Value | undefined {
    const kept = this.#kept;
    const isSame = kept !== null && kept.id === id && kept.key === session.value.key;
    return isSame && returnPosition() !== null ? kept.value : undefined;
  }
}
