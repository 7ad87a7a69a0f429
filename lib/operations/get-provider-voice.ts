import type { Construct } from 'constructs';
import { environment } from '../../lambdas/get-provider-voice/environment.ts';
import { Operation, providerReadTimeout } from './operation.ts';
import { type ProviderReadProps, providerReadVariables } from './provider-read-environment.ts';

/** `GET /provider/voices/{id}` returns one voice as DashScope describes it. */
export class GetProviderVoice extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: ProviderReadProps) {
    super(scope, id, {
      operation: 'get-provider-voice',
      description: 'GET /provider/voices/{id}: returns one voice as DashScope describes it',
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
