import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Route } from '../../lambdas/shared/contract.ts';
import { CancelAudition } from '../operations/cancel-audition.ts';
import { ChooseCandidate } from '../operations/choose-candidate.ts';
import { DeleteAlias } from '../operations/delete-alias.ts';
import { DeleteVoice } from '../operations/delete-voice.ts';
import { GetAlias } from '../operations/get-alias.ts';
import { GetAudition } from '../operations/get-audition.ts';
import { GetCapacity } from '../operations/get-capacity.ts';
import { GetHealth } from '../operations/get-health.ts';
import { GetKey } from '../operations/get-key.ts';
import { GetOpenapi } from '../operations/get-openapi.ts';
import { GetPreview } from '../operations/get-preview.ts';
import { GetProviderVoice } from '../operations/get-provider-voice.ts';
import { GetStatus } from '../operations/get-status.ts';
import { GetVoice } from '../operations/get-voice.ts';
import { ImportVoice } from '../operations/import-voice.ts';
import { ListAliases } from '../operations/list-aliases.ts';
import { ListAuditions } from '../operations/list-auditions.ts';
import { ListProviderVoices } from '../operations/list-provider-voices.ts';
import { ListVoices } from '../operations/list-voices.ts';
import type { FunctionSettings } from '../operations/operation.ts';
import { RemakeAlias } from '../operations/remake-alias.ts';
import { RequestAudition } from '../operations/request-audition.ts';
import { RequestVoice } from '../operations/request-voice.ts';
import { RestoreVoice } from '../operations/restore-voice.ts';
import { SetAlias } from '../operations/set-alias.ts';
import { SetSwitch } from '../operations/set-switch.ts';
import type { VoiceDesignConfig } from '../settings/config.ts';
import { GeneratedSecret } from '../storage/generated-secret.ts';
import type { PreviewsBucket } from '../storage/previews-bucket.ts';
import type { StoredSecret } from '../storage/stored-secret.ts';
import type { VoicesTable } from '../storage/voices-table.ts';

export interface ApiFunctionsProps {
  readonly config: VoiceDesignConfig;
  readonly voices: VoicesTable;
  readonly previews: PreviewsBucket;
  readonly providerSecret: StoredSecret;
  readonly bus: IEventBus;
  readonly designVoice: IStateMachine;
  readonly purgeVoices: IStateMachine;
  readonly reconcileVoices: IStateMachine;
  readonly deadLetterQueues: readonly IQueue[];
  readonly settings: FunctionSettings;
  /** Keeps the key that signs cursors when the stack is deleted. */
  readonly retain: boolean;
}

/** Adds the functions of the HTTP API and returns them by operation. */
export function apiFunctions(
  scope: Construct,
  props: ApiFunctionsProps,
): Readonly<Record<Route['operation'], IFunction>> {
  const { config, voices, bus, designVoice, purgeVoices, settings } = props;
  const providerRead = { config, voices, providerSecret: props.providerSecret, settings };
  const cursorKey = new GeneratedSecret(scope, 'CursorKey', {
    description: 'Key that signs the cursors of lists',
    retain: props.retain,
  });
  return {
    'request-voice': new RequestVoice(scope, 'RequestVoice', { ...providerRead, designVoice }).function,
    'list-voices': new ListVoices(scope, 'ListVoices', { voices, cursorKey, settings }).function,
    'get-voice': new GetVoice(scope, 'GetVoice', providerRead).function,
    'get-preview': new GetPreview(scope, 'GetPreview', { config, voices, previews: props.previews, settings })
      .function,
    'delete-voice': new DeleteVoice(scope, 'DeleteVoice', { config, voices, bus, purgeVoices, settings })
      .function,
    'restore-voice': new RestoreVoice(scope, 'RestoreVoice', {
      config,
      voices,
      bus,
      designVoice,
      settings,
    }).function,
    'list-aliases': new ListAliases(scope, 'ListAliases', { voices, cursorKey, settings }).function,
    'get-alias': new GetAlias(scope, 'GetAlias', { voices, settings }).function,
    'set-alias': new SetAlias(scope, 'SetAlias', { config, voices, bus, settings }).function,
    'delete-alias': new DeleteAlias(scope, 'DeleteAlias', { config, voices, bus, settings }).function,
    'remake-alias': new RemakeAlias(scope, 'RemakeAlias', { config, voices, designVoice, settings }).function,
    'list-provider-voices': new ListProviderVoices(scope, 'ListProviderVoices', providerRead).function,
    'get-provider-voice': new GetProviderVoice(scope, 'GetProviderVoice', providerRead).function,
    'import-voice': new ImportVoice(scope, 'ImportVoice', { ...providerRead, designVoice }).function,
    'request-audition': new RequestAudition(scope, 'RequestAudition', { ...providerRead, designVoice })
      .function,
    'list-auditions': new ListAuditions(scope, 'ListAuditions', { voices, cursorKey, settings }).function,
    'get-audition': new GetAudition(scope, 'GetAudition', { voices, settings }).function,
    'choose-candidate': new ChooseCandidate(scope, 'ChooseCandidate', { config, voices, bus, settings })
      .function,
    'cancel-audition': new CancelAudition(scope, 'CancelAudition', { config, voices, bus, settings })
      .function,
    'get-key': new GetKey(scope, 'GetKey', { settings }).function,
    'get-status': new GetStatus(scope, 'GetStatus', {
      config,
      voices,
      settings,
      deadLetterQueues: props.deadLetterQueues,
      purgeVoices,
      reconcileVoices: props.reconcileVoices,
    }).function,
    'set-switch': new SetSwitch(scope, 'SetSwitch', { voices, settings }).function,
    'get-capacity': new GetCapacity(scope, 'GetCapacity', { config, voices, settings }).function,
    'get-openapi': new GetOpenapi(scope, 'GetOpenapi', { settings }).function,
    'get-health': new GetHealth(scope, 'GetHealth', { settings }).function,
  };
}
