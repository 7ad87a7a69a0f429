import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { advancingDetailTypes, eventSource } from '../../lambdas/shared/contract.ts';
import type { Alarms } from '../observability/alarms.ts';
import type { AdvanceAudition } from '../operations/advance-audition.ts';
import { FunctionRule } from './function-rule.ts';

export interface AuditionsRuleProps {
  readonly alarms: Alarms;
  readonly bus: IEventBus;
  readonly advanceAudition: AdvanceAudition;
}

/**
 * The rule on the deployment's own events about candidates. A deletion by the audition itself changes nothing that the
 * audition waits for, so the rule leaves it out.
 */
export class AuditionsRule extends FunctionRule {
  constructor(scope: Construct, id: string, props: AuditionsRuleProps) {
    super(scope, id, {
      description: 'Events about candidates of auditions',
      bus: props.bus,
      eventPattern: {
        source: [eventSource],
        detailType: [...advancingDetailTypes],
        // A wildcard matches texts and not null.
        detail: { voice: { auditionId: [{ wildcard: '*' }], deletedBecause: [null] } },
      },
      function: props.advanceAudition.function,
      alarms: props.alarms,
      runbookPrefix: 'auditions',
      subject: 'An event about a candidate of an audition',
    });
  }
}
