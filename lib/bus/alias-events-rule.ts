import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { detailTypes, eventSource } from '../../lambdas/shared/contract.ts';
import type { Alarms } from '../observability/alarms.ts';
import type { AdvanceAliases } from '../operations/advance-aliases.ts';
import { FunctionRule } from './function-rule.ts';

export interface AliasEventsRuleProps {
  readonly alarms: Alarms;
  readonly bus: IEventBus;
  readonly advanceAliases: AdvanceAliases;
}

/** Events about an audition after which the remake that requested it has ended. */
const endingDetailTypes = [
  'Audition Failed',
  'Audition Decided',
  'Audition Lapsed',
  'Audition Cancelled',
] as const;

/** Matches every text, but neither null nor an empty list. */
const anyText = [{ prefix: '' }];

/** The rule on events about voices that an alias points at, and about voices and auditions that a remake requested. */
export class AliasEventsRule extends FunctionRule {
  constructor(scope: Construct, id: string, props: AliasEventsRuleProps) {
    super(scope, id, {
      description: 'Events about voices and auditions whose voice has an alias or will have one',
      bus: props.bus,
      eventPattern: {
        source: [eventSource],
        detailType: [...detailTypes, ...endingDetailTypes],
        detail: {
          $or: [
            { voice: { $or: [{ aliases: anyText }, { remakeOf: anyText }] } },
            { audition: { remakeOf: anyText } },
          ],
        },
      },
      function: props.advanceAliases.function,
      alarms: props.alarms,
      runbookPrefix: 'alias-events',
      subject: 'An event about the voice of an alias',
    });
  }
}
