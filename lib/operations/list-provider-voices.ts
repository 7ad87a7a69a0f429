import type { Construct } from 'constructs';
import { environment } from '../../lambdas/list-provider-voices/environment.ts';
import { askingTimeout, Operation } from './operation.ts';
import { type AskingProps, askingVariables } from './provider-read-environment.ts';

/** `GET /provider/voices`: the provider's own list, live. */
export class ListProviderVoices extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: AskingProps) {
    super(scope, id, {
      operation: 'list-provider-voices',
      description: "GET /provider/voices: a page of the provider's own list",
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
