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

/** Matches every text, but neither null nor an empty list. */
const anyText = [{ prefix: '' }];

/** The rule on events about voices that an alias points at, or that a remake of an alias requested. */
export class AliasEventsRule extends FunctionRule {
  constructor(scope: Construct, id: string, props: AliasEventsRuleProps) {
    super(scope, id, {
      description: 'Events about voices that have an alias or will have one',
      bus: props.bus,
      eventPattern: {
        source: [eventSource],
        detailType: [...detailTypes],
        detail: { voice: { $or: [{ aliases: anyText }, { remakeOf: anyText }] } },
      },
      function: props.advanceAliases.function,
      alarms: props.alarms,
      runbookPrefix: 'alias-events',
      subject: 'An event about the voice of an alias',
    });
  }
}
