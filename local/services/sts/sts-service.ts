import { accountId, partition } from '../../core/aws-account.ts';
import type { Declaration, Identity, LocalService, ResourceSupport } from '../../core/service.ts';
import type { QueryService } from '../../http/aws-query.ts';

/** STS. It answers `GetCallerIdentity`, with which tools check their credentials, and has no other operation. */
export class StsService implements LocalService {
  readonly name = 'sts';
  readonly resources: Readonly<Record<string, ResourceSupport>> = {};
  readonly #server: { serveQuery(service: QueryService): void };

  constructor(options: { readonly server: { serveQuery(service: QueryService): void } }) {
    this.#server = options.server;
  }

  async start(): Promise<void> {
    this.#server.serveQuery({
      version: '2011-06-15',
      namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
      operations: { GetCallerIdentity: async () => callerIdentity },
    });
  }

  identify(declaration: Declaration): Identity {
    return { ref: declaration.logicalId, attributes: {} };
  }

  async deploy(): Promise<void> {}

  async stop(): Promise<void> {}
}

/** The identity of every caller. The access key id is a secret of the state folder and not part of it. */
const callerIdentity = {
  UserId: 'LOCAL',
  Account: accountId,
  Arn: `arn:${partition}:iam::${accountId}:user/local`,
};
