import type { Construct } from 'constructs';
import { environment } from '../../lambdas/list-provider-voices/environment.ts';
import { Operation, providerReadTimeout } from './operation.ts';
import { type ProviderReadProps, providerReadVariables } from './provider-read-environment.ts';

/** `GET /provider/voices` returns a page of DashScope's list. */
export class ListProviderVoices extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: ProviderReadProps) {
    super(scope, id, {
      operation: 'list-provider-voices',
      description: "GET /provider/voices: returns a page of DashScope's list",
      environmentSchema: environment,
      environment: providerReadVariables(props),
      timeout: providerReadTimeout,
      memorySize: 512,
      settings: props.settings,
    });
    props.voices.grantRead(this);
    props.voices.grantBudget(this);
    props.providerSecret.grantRead(this);
  }
}
