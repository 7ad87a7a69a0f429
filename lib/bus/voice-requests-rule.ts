import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { inboundDetailTypes } from '../../lambdas/shared/contract.ts';
import type { Alarms } from '../observability/alarms.ts';
import type { ReceiveVoiceRequest } from '../operations/receive-voice-request.ts';
import { FunctionRule } from './function-rule.ts';

export interface VoiceRequestsRuleProps {
  readonly alarms: Alarms;
  readonly bus: IEventBus;
  readonly receiveVoiceRequest: ReceiveVoiceRequest;
}

/** Hears what others ask for by an event on the bus, whoever they are: who may put events there is the account's matter. */
export class VoiceRequestsRule extends FunctionRule {
  constructor(scope: Construct, id: string, props: VoiceRequestsRuleProps) {
    super(scope, id, {
      description: 'Voices and deletions that are asked for by an event',
      bus: props.bus,
      eventPattern: { detailType: [...inboundDetailTypes] },
      function: props.receiveVoiceRequest.function,
      alarms: props.alarms,
      article: 'voice-requests',
      waiting: 'A request that came by an event',
    });
  }
}
