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
  /** Why, where the workflow itself knows it; otherwise what the create Lambda has noted, at `$.reason`. */
  readonly reason?: ReasonCode;
  /** What `$.review` is afterwards. @default - nothing; no review follows */
  readonly review?: Readonly<Record<string, unknown>>;
  /** A part of the state's data that is still there afterwards. @default - none but the voice's */
  readonly keeps?: string;
  /** How long table and bus are tried. @default patient */
  readonly retries?: RetryPolicy;
  /** Where to go on when somebody else has moved the record on. */
  readonly overtaken: IChainable;
  /** Where to go on when the table could not be written for as long as `retries` waits. */
  readonly unwritable: IChainable;
  readonly next: IChainable;
}

/**
 * One transition of the table in `voice/transitions.ts` as states: what changes → the events it announces → one conditional
 * write that holds both → publish → forget the pending events. Takes `$.voice`, the public view, as it was, and leaves
 * it as it is afterwards. A transition to OK also takes `$.languages`, which the voice speaks. An event that cannot be published stays pending in its record, and the voice goes on.
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
    chain.next(forget).next(props.next);

    this.start = change;
  }
}

/** The attributes of the public view that the transition gives a new value. */
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
  const isUnmade = ['FAILED', 'DELETED'].includes(transition.to) && transition.hasProviderVoice === false;
  if (transition.removes?.includes('purgeAt')) sets.add('purgeAt');
  // Null in the result of a purge.
  const restorableUntil = ['DELETED', 'PURGED'].includes(transition.to) && attributes.purgeAt;
  return {
    status: transition.to,
    updatedAt: now,
    sequence: sequenceAfter(transition.events.length),
    ...Object.fromEntries([...sets].map((attribute) => [attribute, attributes[attribute]])),
    ...(restorableUntil && { restorableUntil }),
    ...(isUnmade && { preview: noPreview }),
    ...(transition.to === 'OK' && {
      use: {
        model: JsonPath.stringAt('$.voice.targetModel'),
        voice: JsonPath.stringAt('$.voice.providerVoiceId'),
        languages: JsonPath.objectAt('$.languages'),
      },
    }),
  };
}

/** Where the function before has said when the voice may be purged; for one that is purged, that it no longer may be. */
function sourceOf({ to }: Transition): 'deletion' | 'purge' | 'review' {
  if (to === 'DELETED') return 'deletion';
  return to === 'PURGED' ? 'purge' : 'review';
}

/** The state's data after the transition: the new public view, and its events with their keys among the pending. */
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
    ...(props.review && { review: props.review }),
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

/** The values that transitions set, by attribute, from the state's input. */
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

/** The sequence that many events after the voice's present one. */
function sequenceAfter(events: number): string {
  return JsonPath.mathAdd(JsonPath.numberAt('$.voice.sequence'), events);
}
