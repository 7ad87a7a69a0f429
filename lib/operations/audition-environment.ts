import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { VoiceDesignConfig } from '../settings/config.ts';
import type { VoicesTable } from '../storage/voices-table.ts';

export interface AuditionEnvironmentProps {
  readonly config: VoiceDesignConfig;
  readonly voices: VoicesTable;
  readonly bus: IEventBus;
}

/** Returns the variables of a function that changes auditions. */
export function auditionVariables({ config, voices, bus }: AuditionEnvironmentProps) {
  return {
    VOICES_TABLE_NAME: voices.name,
    EVENT_BUS_NAME: bus.eventBusName,
    LOSER_GRACE_SECONDS: String(config.grace.loserSeconds),
    RECORD_RETENTION_SECONDS: String(config.recordRetentionSeconds),
  };
}
