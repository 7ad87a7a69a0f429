import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { deployedStack } from '../harness/deployed-stack.ts';
import { inProcess, noQueues } from '../harness/in-process-clients.ts';
import { configured, type OperationName, operationNames } from '../harness/operations.ts';
import { workflowSettings } from '../support/deployments.ts';

/** Inputs that definitions of earlier versions give to the functions of the workflows. */
const formerInputs = z
  .partialRecord(z.enum(operationNames), z.array(z.unknown()).min(1))
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, 'definitions/former-inputs.json'), 'utf8')));

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
      sqs: noQueues,
      secretsManager: inProcess.secretsManager(unavailable),
      createProviderClient: () => {
        throw new Error('the provider was reached');
      },
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
