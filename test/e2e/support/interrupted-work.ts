import { DeleteItemCommand, DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { VoiceClient, type VoiceView } from '../../../client/index.ts';
import { auditionItems, eventSource } from '../../../lambdas/shared/contract.ts';
import { clientSettings } from '../../../scripts/running-stack.ts';
import type { LocalStack } from './local-stack.ts';
import { quickRequest } from './routes.ts';

const reviewed = { ...quickRequest, voicePrompt: 'A voice under a long review. [review 600s]' };
/** A time before which every wait of a recovery has ended. */
const longAgo = '2026-01-01T00:00:00.000Z';

/** Tests that what a function has left undone is finished later, by another function with its own role. */
export function finishesInterruptedWork(stackOf: () => LocalStack): void {
  let client: VoiceClient;
  let dynamo: DynamoDBClient;
  let bus: EventBridgeClient;
  let states: SFNClient;
  beforeAll(() => {
    const { note } = stackOf();
    client = new VoiceClient({ apiUrl: note.apiUrl, apiKey: note.apiKey });
    dynamo = new DynamoDBClient(clientSettings(note));
    bus = new EventBridgeClient(clientSettings(note));
    states = new SFNClient(clientSettings(note));
  });
  afterAll(() => {
    dynamo.destroy();
    bus.destroy();
    states.destroy();
  });

  const table = () => stackOf().note.outputs.VoicesTableName;
  const removeRecord = (voiceId: string) =>
    dynamo.send(new DeleteItemCommand({ TableName: table(), Key: marshall({ voiceId }) }));
  const set = (voiceId: string, attribute: string, value: unknown) =>
    dynamo.send(
      new UpdateItemCommand({
        TableName: table(),
        Key: marshall({ voiceId }),
        UpdateExpression: 'SET #attribute = :value',
        ExpressionAttributeNames: { '#attribute': attribute },
        ExpressionAttributeValues: marshall({ ':value': value }),
      }),
    );
  const publish = (DetailType: string, detail: object) =>
    bus.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: stackOf().note.outputs.EventBusName,
            Source: eventSource,
            DetailType,
            Detail: JSON.stringify(detail),
          },
        ],
      }),
    );

  async function until<Found>(
    read: () => Promise<Found>,
    isWanted: (found: Found) => boolean,
  ): Promise<Found> {
    for (;;) {
      const found = await read();
      if (isWanted(found)) return found;
    }
  }

  /** Waits for a voice that may have no record yet. */
  const untilVoice = (voiceId: string, isWanted: (voice: VoiceView) => boolean = () => true) =>
    until(
      () => client.get(voiceId).catch(() => null),
      (voice) => voice !== null && isWanted(voice),
    );

  /** Requests an audition whose last candidate has no record, as after a request that was interrupted. */
  async function incompleteAudition() {
    const { audition } = await client.auditions.create({ ...quickRequest, candidates: 2 });
    const { auditionId, candidates } = audition;
    expect(await client.auditions.waitUntilSettled(auditionId)).toMatchObject({ status: 'READY' });
    for (const { voiceId } of candidates) await stackOf().voiceAt(voiceId, 'OK');
    await loseCandidate(auditionId, candidates[1]?.voiceId ?? '');
    return { auditionId, voiceId: candidates[1]?.voiceId ?? '' };
  }

  async function loseCandidate(auditionId: string, voiceId: string): Promise<void> {
    await set(`${auditionItems.prefix}${auditionId}`, 'complete', false);
    await removeRecord(voiceId);
  }

  it('the cancellation of an audition, and an event after it, write and delete a missing candidate', async () => {
    const { auditionId, voiceId } = await incompleteAudition();
    await client.auditions.cancel(auditionId);
    expect(await client.get(voiceId)).toMatchObject({ status: 'DELETED' });
    await loseCandidate(auditionId, voiceId);
    await publish('Voice Ready', { voice: { voiceId, auditionId, deletedBecause: null } });
    await untilVoice(voiceId, ({ status }) => status === 'DELETED');
  });

  it('the recovery of an audition writes a missing candidate', async () => {
    const { auditionId, voiceId } = await incompleteAudition();
    await set(`${auditionItems.prefix}${auditionId}`, 'updatedAt', longAgo);
    const stateMachineArn = stackOf().note.outputs.ReconcileVoicesStateMachineArn;
    await states.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
    expect(await untilVoice(voiceId)).toMatchObject({ auditionId });
  });

  it('an event about a remake writes the record of its voice', async () => {
    const alias = 'interrupted';
    const { voice } = await client.create(quickRequest);
    await stackOf().voiceAt(voice.voiceId, 'OK');
    await client.aliases.set(alias, voice.voiceId);
    const { voiceId } = await client.aliases.remake(alias, reviewed);
    await stackOf().voiceAt(voiceId, 'DEPLOYING');
    await removeRecord(voiceId);
    await publish('Voice Created', { voice: { voiceId, aliases: [], remakeOf: alias } });
    expect(await untilVoice(voiceId)).toMatchObject({ status: 'REQUESTED', remakeOf: alias });
  });

  it('the event about an aborted execution settles its voice and finds the preview', async () => {
    const { voice } = await client.create(reviewed);
    const { voiceId } = voice;
    await stackOf().voiceAt(voiceId, 'DEPLOYING');
    await set(voiceId, 'preview', { missing: 'pending' });
    const machine = stackOf().note.outputs.DesignVoiceStateMachineArn ?? '';
    const executionArn = `${machine.replace(':stateMachine:', ':execution:')}:${voiceId}`;
    await states.send(new StopExecutionCommand({ executionArn }));
    expect(await untilVoice(voiceId, ({ status }) => status === 'TIMED_OUT')).toMatchObject({
      preview: { bytes: expect.any(Number) },
    });
  });

  it('a voice under review whose execution runs is no problem of the deployment', async () => {
    const { voice } = await client.create(reviewed);
    await stackOf().voiceAt(voice.voiceId, 'DEPLOYING');
    await set(voice.voiceId, 'updatedAt', longAgo);
    const lambda = new LambdaClient(clientSettings(stackOf().note));
    const FunctionName = stackOf().note.outputs.DiagnoseDeploymentFunctionName;
    const { Payload, FunctionError } = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
    lambda.destroy();
    expect([FunctionError, Buffer.from(Payload ?? []).toString()]).toEqual([
      undefined,
      expect.not.stringContaining('review_unattended'),
    ]);
  });

  it('a throttled call to the provider holds back the next ones of a read and of a sweep', async () => {
    const { simulator } = stackOf();
    const { voice } = await client.create(reviewed);
    const { providerVoiceId } = await stackOf().voiceAt(voice.voiceId, 'DEPLOYING');
    const throttle = { kind: 'error', status: 429, code: 'Throttling.RateQuota', when: 'before' } as const;
    const id = providerVoiceId ?? '';
    const query = await simulator.addRule({
      match: { action: 'query', voice: id },
      effects: [throttle],
      times: 1,
    });
    expect(await client.provider.get(id, voice)).toMatchObject({ providerVoiceId: id });
    // A reconciliation can read the list once meanwhile, and a sweep reads it every few seconds.
    const list = await simulator.addRule({
      match: { action: 'list', family: voice.family },
      effects: [throttle],
      times: 3,
    });
    await until(
      () => simulator.rules(),
      (rules) => rules.some((rule) => rule.id === list && rule.applied === 3),
    );
    expect(await simulator.rules()).toContainEqual(expect.objectContaining({ id: query, applied: 1 }));
  });
}
