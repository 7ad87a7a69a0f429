import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import type { Alarms } from '../observability/alarms.ts';
import { AdvanceAliases, type AdvanceAliasesProps } from '../operations/advance-aliases.ts';
import { AdvanceAudition, type AdvanceAuditionProps } from '../operations/advance-audition.ts';
import { ReceiveVoiceRequest, type ReceiveVoiceRequestProps } from '../operations/receive-voice-request.ts';
import { AliasEventsRule } from './alias-events-rule.ts';
import { AuditionsRule } from './auditions-rule.ts';
import { VoiceRequestsRule } from './voice-requests-rule.ts';

type RuleProps = AdvanceAliasesProps &
  AdvanceAuditionProps &
  ReceiveVoiceRequestProps & { readonly bus: IEventBus; readonly alarms: Alarms };

/** Adds the rules of the stack's bus, each with the function that it invokes. */
export function addRules(scope: Construct, shared: RuleProps): void {
  const { bus, alarms } = shared;
  new VoiceRequestsRule(scope, 'VoiceRequests', {
    bus,
    alarms,
    receiveVoiceRequest: new ReceiveVoiceRequest(scope, 'ReceiveVoiceRequest', shared),
  });
  new AuditionsRule(scope, 'Auditions', {
    bus,
    alarms,
    advanceAudition: new AdvanceAudition(scope, 'AdvanceAudition', shared),
  });
  new AliasEventsRule(scope, 'AliasEvents', {
    bus,
    alarms,
    advanceAliases: new AdvanceAliases(scope, 'AdvanceAliases', shared),
  });
}
