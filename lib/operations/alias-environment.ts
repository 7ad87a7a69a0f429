import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { VoiceDesignConfig } from '../settings/config.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import type { FunctionSettings } from './operation.ts';

/** Properties of a function that changes aliases. */
export interface AliasFunctionProps {
  readonly config: VoiceDesignConfig;
  readonly voices: VoicesTable;
  readonly bus: IEventBus;
  readonly settings: FunctionSettings;
}

/** Returns the variables of a function that changes aliases. */
export function aliasVariables({ config, voices, bus }: AliasFunctionProps) {
  return {
    VOICES_TABLE_NAME: voices.name,
    EVENT_BUS_NAME: bus.eventBusName,
    DELETED_GRACE_SECONDS: String(config.grace.restorableSeconds),
  };
}
