import { isKeyView } from './response-guards.ts';
import type { Transport } from './transport.ts';
import type { KeyView } from './types.ts';
import type { CallOptions } from './voice-client-types.ts';

/**
 * The deployment itself, available as `client.deployment`.
 *
 * @example
 * const { scopes } = await client.deployment.key();
 */
export class Deployment {
  readonly #transport: Transport;

  /** @internal */
  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /**
   * Returns the owner and the scopes of the API key that this client uses.
   *
   * @example
   * const { owner, scopes } = await client.deployment.key();
   * if (!scopes.includes('write')) console.log(`The key of ${owner} may only read.`);
   */
  async key({ signal }: CallOptions = {}): Promise<KeyView> {
    return (await this.#transport.sendForJson(isKeyView, 'GET', '/key', [200], { signal })).value;
  }
}
