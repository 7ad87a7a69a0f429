import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type Administrator, administrator, type Principal, type RoleSession } from '../../core/principal.ts';

/**
 * The access key ids of the stack's callers. The administrator's id is the one of the state folder. The id of a session
 * is derived from it, so that signed links stay valid over a restart, and a function cannot compute another id than its own.
 */
export class AccessKeys {
  readonly #administratorId: () => string;
  readonly #callers = new Map<string, Principal>();
  readonly #ids = new Map<string, string>();

  /** @param administratorId returns the access key id of the state folder */
  constructor(administratorId: () => string) {
    this.#administratorId = administratorId;
  }

  /** Returns the id of a caller. From then on, the id stands for the caller. */
  idOf(caller: Administrator | RoleSession): string {
    if (caller.kind === 'administrator') return this.#administratorId();
    const name = `${caller.roleArn}/${caller.sessionName}`;
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const digest = createHmac('sha256', this.#administratorId()).update(name).digest('hex');
    const id = `LOCAL${digest.slice(0, 32).toUpperCase()}`;
    this.#ids.set(name, id);
    this.#callers.set(id, caller);
    return id;
  }

  callerWith(accessKeyId: string): Principal | undefined {
    const caller = this.#callers.get(accessKeyId);
    if (caller !== undefined) return caller;
    return isEqual(accessKeyId, this.#administratorId()) ? administrator : undefined;
  }
}

function isEqual(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
