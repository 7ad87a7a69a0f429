import { isDeploymentStatus, isKeyView, isSwitches } from './response-guards.ts';
import type { Transport } from './transport.ts';
import type { DeploymentStatus, KeyView, Switches } from './types.ts';
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
    return this.#transport.sendForValue(isKeyView, { method: 'GET', path: '/key', signal });
  }

  /**
   * Returns the state of the deployment: switches, dead letters, the last scheduled runs, open reviews, and the use of the
   * rate of the provider account.
   *
   * @example
   * const { deadLetters, reconcile } = await client.deployment.status();
   * console.log(deadLetters.waiting, reconcile.last?.outcome);
   */
  async status({ signal }: CallOptions = {}): Promise<DeploymentStatus> {
    return this.#transport.sendForValue(isDeploymentStatus, { method: 'GET', path: '/status', signal });
  }

  /**
   * Allows or stops creates or deletes at the provider. The API key needs the scope admin.
   *
   * @example
   * await client.deployment.setSwitch('creates', false);
   */
  async setSwitch(name: keyof Switches, on: boolean, { signal }: CallOptions = {}): Promise<Switches> {
    return this.#transport.sendForValue(isSwitches, {
      method: 'PUT',
      path: `/switches/${name}`,
      body: { on },
      signal,
    });
  }
}
