import { accountId } from '../../core/aws-account.ts';
import { type Principal, principalArn } from '../../core/principal.ts';
import type { Declaration, Identity, LocalService, ResourceSupport } from '../../core/service.ts';
import type { QueryService } from '../../http/aws-query.ts';
import { OperationChecks } from '../../models/operation-checks.ts';

const checks = new OperationChecks('sts');

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
      operations: {
        GetCallerIdentity: async (_parameters, caller) => {
          const identity = identityOf(caller);
          checks.answer('GetCallerIdentity', identity);
          return identity;
        },
      },
    });
  }

  identify(declaration: Declaration): Identity {
    return { ref: declaration.logicalId, attributes: {} };
  }

  async deploy(): Promise<void> {}

  async stop(): Promise<void> {}
}

/** Returns the identity of a caller. The access key id is a secret of the state folder and not part of it. */
function identityOf(caller: Principal): Readonly<Record<string, string>> {
  const UserId = caller.kind === 'role' ? `LOCAL:${caller.sessionName}` : 'LOCAL';
  return { UserId, Account: accountId, Arn: principalArn(caller) };
}
