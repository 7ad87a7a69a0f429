import type { Construct } from 'constructs';
import { environment } from '../../lambdas/get-voice/environment.ts';
import { Operation, providerReadTimeout } from './operation.ts';
import { providerVariables } from './provider-environment.ts';
import type { ProviderReadProps } from './provider-read-environment.ts';

/** `GET /voices/{voiceId}` returns the record, with `refresh=true` also the provider's status. */
export class GetVoice extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: ProviderReadProps) {
    super(scope, id, {
      operation: 'get-voice',
      description: 'GET /voices/{voiceId}: returns the record of a voice',
      environmentSchema: environment,
      environment: {
        VOICES_TABLE_NAME: props.voices.name,
        ...providerVariables(props.config, props.providerSecret),
      },
      timeout: providerReadTimeout,
      memorySize: 512,
      settings: props.settings,
    });
    props.voices.grantRead(this);
    props.voices.grantBudget(this);
    props.providerSecret.grantRead(this);
  }
}
