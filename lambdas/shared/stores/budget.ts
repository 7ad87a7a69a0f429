import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { budgetItems } from '../contract.ts';
import type { BudgetStore, Hold, LaneState } from '../dashscope/budget.ts';
import type { Booking, Lane, RatedList } from '../dashscope/slots.ts';
import type { LaneUse } from '../voice/deployment-status.ts';
import { readItem, UnreadableRecordError, updateItemIf } from './items.ts';

/** Attributes of a lane in its item. The item's other attributes are the places of the list, see `places.ts`. */
const attributes = {
  creates: { cursor: 'creates', heldUntil: 'createsHeldUntil', holds: 'createsHolds' },
  others: { cursor: 'others', heldUntil: 'othersHeldUntil', holds: 'othersHolds' },
} as const satisfies Record<Lane, Record<keyof LaneState | 'cursor', string>>;

const number = z.number().nonnegative().default(0);
const laneState = z.object({ heldUntil: number, holds: number });
const takenCursor = z.number();

/** Returns the key of a list's item, which contains its places and its part of the provider account's rate. */
export function budgetKey({ family, scope }: RatedList): string {
  return `${budgetItems.prefix}${family}#${scope}`;
}

/** The lanes in the items `BUDGET#<family>#<scope>` of the DynamoDB table. */
export class DynamoBudgetStore implements BudgetStore {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async take(list: RatedList, booking: Booking): Promise<number | null> {
    const { kind, lane, from, until, limit, gap, unlessHeldAt } = booking;
    const { cursor } = attributes[lane];
    const isIdle = kind === 'idle';
    const free = isIdle
      ? '(attribute_not_exists(#cursor) OR #cursor < :from OR #cursor > :limit)'
      : '#cursor >= :from AND #cursor <= :until';
    const notHeld = ' AND (attribute_not_exists(#held) OR #held <= :now)';
    try {
      const { Attributes } = await this.#dynamo.send(
        new UpdateItemCommand({
          TableName: this.#table,
          Key: marshall({ voiceId: budgetKey(list) }),
          UpdateExpression: isIdle ? 'SET #cursor = :after' : 'SET #cursor = #cursor + :gap',
          ConditionExpression: free + (unlessHeldAt === null ? '' : notHeld),
          ExpressionAttributeNames: {
            '#cursor': cursor,
            ...(unlessHeldAt !== null && { '#held': attributes.others.heldUntil }),
          },
          ExpressionAttributeValues: marshall({
            ':from': from,
            ...(isIdle ? { ':after': from + gap, ':limit': limit } : { ':until': until, ':gap': gap }),
            ...(unlessHeldAt !== null && { ':now': unlessHeldAt }),
          }),
          ReturnValues: 'UPDATED_NEW',
        }),
      );
      return takenCursor.parse(unmarshall(Attributes ?? {})[cursor]);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return null;
      throw error;
    }
  }

  /** Returns until when the calls of each lane have booked slots, or are held back. Null for a time that has passed. */
  async usage(list: RatedList, now: Date): Promise<Readonly<Record<Lane, LaneUse>>> {
    const stored = (await readItem(this.#dynamo, this.#table, budgetKey(list))) ?? {};
    const later = (milliseconds: number) =>
      milliseconds > now.getTime() ? new Date(milliseconds).toISOString() : null;
    const lane = (name: Lane) => ({
      // A cursor counts microseconds.
      bookedUntil: later(number.parse(stored[attributes[name].cursor]) / 1_000),
      heldUntil: later(number.parse(stored[attributes[name].heldUntil])),
    });
    return { creates: lane('creates'), others: lane('others') };
  }

  async read(list: RatedList, lane: Lane): Promise<LaneState> {
    const stored = (await readItem(this.#dynamo, this.#table, budgetKey(list))) ?? {};
    const { heldUntil, holds } = attributes[lane];
    const parsed = laneState.safeParse({ heldUntil: stored[heldUntil], holds: stored[holds] });
    if (!parsed.success) throw new UnreadableRecordError(`${budgetKey(list)} does not parse`);
    return parsed.data;
  }

  async hold(list: RatedList, lane: Lane, { heldUntil, holds, cursor }: Hold): Promise<void> {
    const names = {
      '#cursor': attributes[lane].cursor,
      '#held': attributes[lane].heldUntil,
      '#holds': attributes[lane].holds,
    };
    const set = 'SET #held = :until, #holds = :holds';
    const longer = '(attribute_not_exists(#held) OR #held < :until)';
    const values = { ':until': heldUntil, ':holds': holds, ':cursor': cursor };
    const change = (update: string, condition: string) =>
      updateItemIf(this.#dynamo, this.#table, budgetKey(list), { update, condition, names, values });
    const isBehind = await change(
      `${set}, #cursor = :cursor`,
      `${longer} AND (attribute_not_exists(#cursor) OR #cursor < :cursor)`,
    );
    if (!isBehind) await change(set, `${longer} AND #cursor >= :cursor`);
  }
}
