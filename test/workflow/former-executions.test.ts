import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { deleteVoice } from '../../lambdas/shared/actions/delete-voice.ts';
import { deployedStack } from '../harness/deployed-stack.ts';
import { inProcess } from '../harness/in-process-clients.ts';
import { configured, type OperationName, operationNames } from '../harness/operations.ts';
import { workflowSettings } from '../support/deployments.ts';
import { WorkflowHarness } from './workflow-harness.ts';

/** The definition of the version that waited and queried. Its executions continue with it after an update. */
const polling = readFileSync(join(import.meta.dirname, 'definitions/design-voice-polling.json'), 'utf8');

/** Inputs that definitions of earlier versions give to the functions of the workflows. */
const formerInputs = z
  .partialRecord(z.enum(operationNames), z.array(z.unknown()).min(1))
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, 'definitions/former-inputs.json'), 'utf8')));

describe('a running execution of the version that polled', () => {
  let harness: WorkflowHarness;
  beforeAll(async () => {
    harness = await WorkflowHarness.open();
  });
  afterAll(() => harness.close());
  beforeEach(() => harness.reset());

  it.each([
    [{}, 'OK', ['Voice Created', 'Voice Ready']],
    [{ family: 'qwen', targetModel: 'qwen3-tts-vd-2026-01-26' }, 'OK', ['Voice Created', 'Voice Ready']],
    [{ voicePrompt: 'Bright. [reject]' }, 'UNDEPLOYED', ['Voice Created', 'Voice Rejected']],
    [{ voicePrompt: 'Slow. [review never]' }, 'TIMED_OUT', ['Voice Created', 'Voice Review Timed Out']],
  ] as const)('ends with the functions of this version: %j is %s', async (parts, status, events) => {
    const voiceId = await harness.request(parts);
    expect((await harness.runFormer(polling, voiceId)).status).toBe('SUCCEEDED');
    expect(await harness.record(voiceId)).toMatchObject({ status, pendingEvents: {} });
    expect(harness.announced(voiceId)).toEqual(events);
    expect(await harness.parked(voiceId)).toBeUndefined();
  });

  it('records a failure and a deletion before the create', async () => {
    const effects = [{ kind: 'error', status: 400, code: 'InvalidParameter', when: 'before' }] as const;
    await harness.control.addRule({ match: { action: 'create' }, effects: [...effects], times: 1 });
    const refused = await harness.request();
    expect((await harness.runFormer(polling, refused)).status).toBe('SUCCEEDED');
    expect(harness.announced(refused)).toEqual(['Voice Failed']);

    await harness.control.reset();
    const throttled = [{ kind: 'error', status: 429, code: 'Throttling.RateQuota', when: 'before' }] as const;
    await harness.control.addRule({ match: { action: 'create' }, effects: [...throttled], times: 100 });
    const deleted = await harness.request();
    harness.faults.invoke = async (name, times) => {
      if (name === 'create-voice' && times === 3) {
        await deleteVoice({ voiceId: deleted, owner: 'ann' }, harness.dependencies('delete-voice'));
      }
      return undefined;
    };
    expect((await harness.runFormer(polling, deleted)).status).toBe('SUCCEEDED');
    expect(harness.announced(deleted)).toEqual(['Voice Deleted']);
  });
});

describe('an input of an earlier version', () => {
  const stack = deployedStack(workflowSettings);
  const unavailable = async (): Promise<never> => {
    throw new Error('a service was reached');
  };

  /** Invokes a function that reaches no service. @returns the name of its error */
  async function errorOf(name: OperationName, input: unknown): Promise<string> {
    const platform = {
      dynamo: inProcess.dynamo(unavailable),
      s3: inProcess.s3(unavailable),
      stepFunctions: inProcess.stepFunctions(unavailable),
      eventBridge: inProcess.eventBridge(unavailable),
      secretsManager: inProcess.secretsManager(unavailable),
      createProviderClient: () => {
        throw new Error('the provider was reached');
      },
      allowLoopback: true,
      now: () => new Date(),
      sleep: async () => undefined,
      random: () => 0,
      randomInt: () => 0,
      randomUuid: () => 'id',
      log: { info: () => undefined, error: () => undefined },
    };
    try {
      await configured(name, stack.functionOf(name).variables).handlerOn(platform)(input);
      return 'none';
    } catch (error) {
      return error instanceof Error ? error.name : String(error);
    }
  }

  const inputs = Object.entries(formerInputs).flatMap(([name, each]) =>
    each.map((input) => [z.enum(operationNames).parse(name), input] as const),
  );

  it.each(inputs)('is accepted by %s: %j', async (name, input) => {
    const refusals = ['ZodError', '$ZodError', 'InvalidExecutionInput'];
    expect(refusals).not.toContain(await errorOf(name, input));
  });

  it('is kept for every function that a state machine invokes', () => {
    const invoked = Object.values(stack.machines).flatMap(({ properties }) =>
      [...String(properties.DefinitionString).matchAll(/function:([a-z-]+)/g)].map(([, name = '']) => name),
    );
    expect(Object.keys(formerInputs).sort()).toEqual([...new Set(invoked)].sort());
  });
});
