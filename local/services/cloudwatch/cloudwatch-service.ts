import type { OperationRegistry } from '../../core/ports.ts';
import type { Declaration, Identity, LocalService, ResourceSupport } from '../../core/service.ts';

/** CloudWatch. It accepts and discards metrics, so that code that sends them works, and has no other operation. */
export class CloudWatchService implements LocalService {
  readonly name = 'cloudwatch';
  readonly resources: Readonly<Record<string, ResourceSupport>> = {};
  readonly #registry: OperationRegistry;

  constructor(options: { readonly registry: OperationRegistry }) {
    this.#registry = options.registry;
  }

  async start(): Promise<void> {
    this.#registry.serve('GraniteServiceVersion20100801', { PutMetricData: async () => ({}) });
  }

  identify(declaration: Declaration): Identity {
    return { ref: declaration.logicalId, attributes: {} };
  }

  async deploy(): Promise<void> {}

  async stop(): Promise<void> {}
}
