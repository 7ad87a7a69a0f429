import type * as z from 'zod';
import type { SetAliasDependencies } from '../actions/set-alias.ts';
import { eventBridgePublisher } from '../event-publisher.ts';
import { DynamoAliasStore } from '../stores/aliases.ts';
import { DynamoHoldStore } from '../stores/holds.ts';
import { DynamoVoiceStore } from '../stores/voices.ts';
import type { aliasEnvironment } from './alias-environment.ts';
import type { Platform } from './platform.ts';

type AliasVariables = z.output<z.ZodObject<typeof aliasEnvironment>>;

/** Returns the dependencies of a function that changes aliases. */
export function aliasDependencies(
  variables: AliasVariables,
  platform: Pick<Platform, 'dynamo' | 'eventBridge' | 'now' | 'randomUuid' | 'log'>,
): SetAliasDependencies {
  const { dynamo, eventBridge, now, randomUuid, log } = platform;
  const table = variables.VOICES_TABLE_NAME;
  return {
    aliases: new DynamoAliasStore(dynamo, table),
    holds: new DynamoHoldStore(dynamo, table, now),
    voices: new DynamoVoiceStore(dynamo, table),
    publisher: eventBridgePublisher(eventBridge, variables.EVENT_BUS_NAME, log),
    graceSeconds: variables.DELETED_GRACE_SECONDS,
    newMoveId: randomUuid,
    now,
    log,
  };
}
