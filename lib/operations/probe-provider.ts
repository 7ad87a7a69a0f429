import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/probe-provider/environment.ts';
import type { VoiceDesignConfig } from '../settings/config.ts';
import type { StoredSecret } from '../storage/stored-secret.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { nameSpaceVariables } from './name-space-environment.ts';
import { type FunctionSettings, Operation } from './operation.ts';
import { providerVariables } from './provider-environment.ts';
import { deleteLease } from './purge-voice.ts';

export interface ProbeProviderProps {
  readonly config: VoiceDesignConfig;
  readonly voices: VoicesTable;
  readonly providerSecret: StoredSecret;
  readonly settings: FunctionSettings;
}

/** The probe looks for its voice during 45 % of this time, which is longer than the 120 s that the horizon assumes. */
const probeTime = Duration.seconds(280);

/** Checks assumptions about the provider with a voice that it creates and deletes. The voice costs nothing. */
export class ProbeProvider extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: ProbeProviderProps) {
    super(scope, id, {
      operation: 'probe-provider',
      description: 'Checks assumptions about DashScope with a voice that it creates and deletes',
      environmentSchema: environment,
      environment: {
        VOICES_TABLE_NAME: props.voices.name,
        ...providerVariables(props.config, props.providerSecret),
        ...nameSpaceVariables(scope, props.config),
        PROBE_SECONDS: String(probeTime.toSeconds()),
        DELETE_LEASE_SECONDS: String(deleteLease(props.config).toSeconds()),
      },
      timeout: Duration.minutes(5),
      memorySize: 1024,
      settings: props.settings,
    });
    props.voices.grantReadWrite(this);
    props.providerSecret.grantRead(this);
  }
}
