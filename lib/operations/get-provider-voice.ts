import type { Construct } from 'constructs';
import { environment } from '../../lambdas/get-provider-voice/environment.ts';
import { askingTimeout, Operation } from './operation.ts';
import { type AskingProps, askingVariables } from './provider-read-environment.ts';

/** `GET /provider/voices/{id}`: one voice as the provider knows it now. */
export class GetProviderVoice extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: AskingProps) {
    super(scope, id, {
      operation: 'get-provider-voice',
      description: 'GET /provider/voices/{id}: one voice as the provider knows it now',
      environmentSchema: environment,
      environment: askingVariables(props),
      timeout: askingTimeout,
      memorySize: 512,
      settings: props.settings,
    });
    props.voices.grantRead(this);
    props.providerSecret.grantRead(this);
  }
}
