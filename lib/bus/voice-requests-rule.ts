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

/**
 * The rule on events that request a voice, an audition or a deletion. It accepts every source: IAM permissions of the account decide
 * which principals can put events on the bus.
 */
export class VoiceRequestsRule extends FunctionRule {
  constructor(scope: Construct, id: string, props: VoiceRequestsRuleProps) {
    super(scope, id, {
      description: 'Events that request a voice, an audition or a deletion',
      bus: props.bus,
      eventPattern: { detailType: [...inboundDetailTypes] },
      function: props.receiveVoiceRequest.function,
      alarms: props.alarms,
      runbookPrefix: 'voice-requests',
      subject: 'An event that requests a voice, an audition or a deletion',
    });
  }
}
