import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { type IChainable, JsonPath, Pass, TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import {
  DynamoAttributeValue,
  DynamoReturnValues,
  DynamoUpdateItem,
  EventBridgePutEvents,
} from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import {
  type DetailType,
  errorNames,
  eventSchemaVersion,
  eventSource,
  noPreview,
  type ReasonCode,
} from '../../lambdas/shared/contract.ts';
import { transitionExpressions } from '../../lambdas/shared/voice/transition-expressions.ts';
import {
  type Transition,
  type TransitionName,
  type TransitionValue,
  transitions,
} from '../../lambdas/shared/voice/transitions.ts';
import { patient, type RetryPolicy, retry } from './retries.ts';

export interface VoiceTransitionProps {
  readonly transition: TransitionName;
  readonly table: ITable;
  readonly bus: IEventBus;
  /**
   * Reason of a transition to FAILED.
   *
   * @default - the reason at `$.reason`, from the create function
   */
  readonly reason?: ReasonCode;
  /**
   * Value of `$.review` after the transition.
   *
   * @default - none, because no review follows
   */
  readonly review?: unknown;
  /**
   * Name of an additional part of the input that the output keeps.
   *
   * @default - none
   */
  readonly keeps?: string;
  /**
   * Retries of writes to the table and the bus.
   *
   * @default patient
   */
  readonly retries?: RetryPolicy;
  /** Next state if another writer has changed the record. */
  readonly overtaken: IChainable;
  /** Next state if writing to the table failed until the last retry. */
  readonly unwritable: IChainable;
  /** Next state, also if an event could not be published or removed. */
  readonly next: IChainable;
  /**
   * True if the execution ends after the transition, which saves a state. `next` then follows only a failure.
   *
   * @default false
   */
  readonly isLast?: boolean;
}

/**
 * The states of one transition in `voice/transitions.ts`:
 *
 * 1. `change` computes the attributes that change, and `events` computes the events.
 * 2. `record` writes both with one conditional write.
 * 3. `announce` publishes each event.
 * 4. `forget pending events` removes the published events from the record.
 *
 * `$.voice` is the public view, in the input before the transition and in the output after it. The input of a transition
 * to OK also has `$.languages`, the languages of the voice. An event that cannot be published stays pending in its
 * record, and the workflow continues.
 */
export class VoiceTransition extends Construct {
  readonly start: IChainable;

  constructor(scope: Construct, id: string, props: VoiceTransitionProps) {
    super(scope, id);
    const transition: Transition = transitions[props.transition];
    const policy = props.retries ?? patient;

    const change = new Pass(this, `${id}: change`, {
      parameters: changeOf(transition, props.reason),
      resultPath: '$.change',
    });
    const events = new Pass(this, `${id}: events`, { parameters: eventsOf(transition, props) });

    const record = new DynamoUpdateItem(this, `${id}: record`, writeOf(transition, props));
    retry(record, policy, [errorNames.conditionalCheckFailed]);
    record.addCatch(props.overtaken, {
      errors: [errorNames.conditionalCheckFailed],
      resultPath: JsonPath.DISCARD,
    });
    record.addCatch(props.unwritable, { resultPath: '$.error' });

    let chain = change.next(events).next(record);
    for (const [index, detailType] of transition.events.entries()) {
      const announce = new EventBridgePutEvents(this, `${id}: announce ${detailType}`, {
        entries: [
          {
            source: eventSource,
            detailType,
            detail: TaskInput.fromJsonPathAt(`$.events[${index}].detail`),
            eventBus: props.bus,
          },
        ],
        resultPath: JsonPath.DISCARD,
      });
      retry(announce, policy);
      announce.addCatch(props.next, { resultPath: JsonPath.DISCARD });
      chain = chain.next(announce);
    }

    const forget = new DynamoUpdateItem(
      this,
      `${id}: forget pending events`,
      forgetOf(transition, props.table),
    );
    retry(forget, policy);
    forget.addCatch(props.next, { resultPath: JsonPath.DISCARD });
    chain.next(forget);
    if (!props.isLast) forget.next(props.next);

    this.start = change;
  }
}

/** Returns the attributes of the public view that the transition changes. */
function changeOf(transition: Transition, reason: ReasonCode | undefined): Record<string, unknown> {
  const now = JsonPath.stringAt('$$.State.EnteredTime');
  const attributes = {
    reviewStartedAt: now,
    reviewedAt: now,
    polls: JsonPath.numberAt('$.review.polls'),
    deletedAt: now,
    purgeAt: JsonPath.objectAt(`$.${sourceOf(transition)}.purgeAt`),
    preview: JsonPath.objectAt('$.purge.preview'),
    reason: reason ? { code: reason } : JsonPath.objectAt('$.reason'),
  };
  const shown = (name: TransitionValue): name is keyof typeof attributes => name in attributes;
  const sets = new Set(transition.sets.filter(shown));
  if (transition.to === 'FAILED') sets.add('reason');
  const isNotCreated = ['FAILED', 'DELETED'].includes(transition.to) && transition.hasProviderVoice === false;
  if (transition.removes?.includes('purgeAt')) sets.add('purgeAt');
  // The result of a purge has null here.
  const restorableUntil = ['DELETED', 'PURGED'].includes(transition.to) && attributes.purgeAt;
  return {
    status: transition.to,
    updatedAt: now,
    sequence: sequenceAfter(transition.events.length),
    ...Object.fromEntries([...sets].map((attribute) => [attribute, attributes[attribute]])),
    ...(restorableUntil && { restorableUntil }),
    ...(isNotCreated && { preview: noPreview }),
    ...(transition.to === 'OK' && {
      use: {
        model: JsonPath.stringAt('$.voice.targetModel'),
        voice: JsonPath.stringAt('$.voice.providerVoiceId'),
        languages: JsonPath.objectAt('$.languages'),
      },
    }),
  };
}

/** Returns the part of the input that has the `purgeAt` of the previous function, which is null after a purge. */
function sourceOf({ to }: Transition): 'deletion' | 'purge' | 'review' {
  if (to === 'DELETED') return 'deletion';
  return to === 'PURGED' ? 'purge' : 'review';
}

/** Returns the output of the transition: the new public view, and its events with their keys in `pendingEvents`. */
function eventsOf(transition: Transition, props: VoiceTransitionProps): Record<string, unknown> {
  const voice = JsonPath.jsonMerge(JsonPath.objectAt('$.voice'), JsonPath.objectAt('$.change'));
  const eventOf = (detailType: DetailType, index: number) => ({
    detailType,
    key: JsonPath.format('{}', sequenceAfter(index + 1)),
    detail: {
      schemaVersion: eventSchemaVersion,
      eventId: JsonPath.format('{}-{}', JsonPath.stringAt('$.voice.voiceId'), sequenceAfter(index + 1)),
      sequence: sequenceAfter(index + 1),
      voice,
    },
  });
  return {
    voiceId: JsonPath.stringAt('$.voiceId'),
    run: JsonPath.numberAt('$.run'),
    interruptions: 0,
    sequenceBefore: JsonPath.numberAt('$.voice.sequence'),
    voice,
    events: transition.events.map(eventOf),
    ...(transition.to === 'DELETED' && { deletion: JsonPath.objectAt('$.deletion') }),
    ...(transition.to === 'PURGED' && { purge: JsonPath.objectAt('$.purge') }),
    ...(props.keeps && { [props.keeps]: JsonPath.objectAt(`$.${props.keeps}`) }),
    ...(props.review !== undefined && { review: props.review }),
  };
}

function writeOf(transition: Transition, props: VoiceTransitionProps) {
  const expressions = transitionExpressions(transition);
  return {
    table: props.table,
    key: keyOf(),
    updateExpression: expressions.update,
    conditionExpression: expressions.condition,
    expressionAttributeNames: {
      '#status': 'status',
      '#run': 'run',
      '#sequence': 'sequence',
      ...eventNames(transition),
    },
    expressionAttributeValues: {
      ':to': DynamoAttributeValue.fromString(transition.to),
      ':run': number('$.run'),
      ':sequence': number('$.sequenceBefore'),
      ':newSequence': number('$.voice.sequence'),
      ':updatedAt': text('$.voice.updatedAt'),
      ...(transition.guard === 'purgeClaimHeld' && { ':purgeClaimId': text('$.purge.claimId') }),
      ...Object.fromEntries(
        transition.from.map((status, index) => [
          `:from${index + 1}`,
          DynamoAttributeValue.fromString(status),
        ]),
      ),
      ...Object.fromEntries(transition.sets.map((attribute) => [`:${attribute}`, inputValueOf(attribute)])),
      ...Object.fromEntries(
        transition.events.map((detailType, index) => [
          `:event${index + 1}`,
          pendingEventOf(detailType, index),
        ]),
      ),
    },
    returnValues: DynamoReturnValues.NONE,
    resultPath: JsonPath.DISCARD,
  };
}

const text = (path: string) => DynamoAttributeValue.fromString(JsonPath.stringAt(path));
const number = (path: string) =>
  DynamoAttributeValue.numberFromString(JsonPath.format('{}', JsonPath.stringAt(path)));

/** The values of the attributes that transitions set. They come from the state's input. */
const values: Partial<Record<TransitionValue, () => DynamoAttributeValue>> = {
  reviewStartedAt: () => text('$.voice.reviewStartedAt'),
  reviewedAt: () => text('$.voice.reviewedAt'),
  polls: () => number('$.voice.polls'),
  reason: () => DynamoAttributeValue.fromMap({ code: text('$.voice.reason.code') }),
  deletedAt: () => text('$.voice.deletedAt'),
  purgeAt: () => text('$.voice.purgeAt'),
  statusBeforeDelete: () => text('$.deletion.statusBeforeDelete'),
  preview: () => DynamoAttributeValue.fromMap({ missing: text('$.purge.preview.missing') }),
  expiresAtEpochSeconds: () => number('$.purge.expiresAtEpochSeconds'),
};

function inputValueOf(attribute: TransitionValue): DynamoAttributeValue {
  const value = values[attribute];
  if (!value) throw new Error(`the workflow has no value for ${attribute}`);
  return value();
}

function pendingEventOf(detailType: DetailType, index: number): DynamoAttributeValue {
  const detail = JsonPath.jsonToString(JsonPath.objectAt(`$.events[${index}].detail`));
  return DynamoAttributeValue.fromMap({
    detailType: DynamoAttributeValue.fromString(detailType),
    detail: DynamoAttributeValue.fromString(detail),
  });
}

function forgetOf(transition: Transition, table: ITable) {
  return {
    table,
    key: keyOf(),
    updateExpression: `REMOVE ${transition.events.map((_, index) => `pendingEvents.#event${index + 1}`).join(', ')}`,
    conditionExpression: 'attribute_exists(voiceId)',
    expressionAttributeNames: eventNames(transition),
    returnValues: DynamoReturnValues.NONE,
    resultPath: JsonPath.DISCARD,
  };
}

function keyOf() {
  return { voiceId: DynamoAttributeValue.fromString(JsonPath.stringAt('$.voiceId')) };
}

function eventNames(transition: Transition): Record<string, string> {
  return Object.fromEntries(
    transition.events.map((_, index) => [`#event${index + 1}`, JsonPath.stringAt(`$.events[${index}].key`)]),
  );
}

/** Returns the voice's sequence after a number of further events. */
function sequenceAfter(events: number): string {
  return JsonPath.mathAdd(JsonPath.numberAt('$.voice.sequence'), events);
}
