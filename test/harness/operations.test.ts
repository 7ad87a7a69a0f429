import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { system } from '../../lambdas/shared/platform/system.ts';
import type { Platform } from '../../lambdas/shared/wiring/platform.ts';
import { workflowSettings } from '../support/deployments.ts';
import { discardingLog } from '../support/discarding-log.ts';
import { synthesized } from '../support/synthesized.ts';
import { deployedStack } from './deployed-stack.ts';
import { inProcess } from './in-process-clients.ts';
import { configured, type OperationName, operationNames } from './operations.ts';

const stack = deployedStack(workflowSettings);
const folders = readdirSync('lambdas').filter((name) => existsSync(`lambdas/${name}/handler.ts`));

/** A platform without services; it counts the calls. */
function emptyPlatform(): { readonly platform: Platform; readonly calls: string[] } {
  const calls: string[] = [];
  const call = async (operation: string): Promise<never> => {
    calls.push(operation);
    throw new Error(`no service answers ${operation}`);
  };
  const platform: Platform = {
    ...system,
    dynamo: inProcess.dynamo(call),
    s3: inProcess.s3(call),
    stepFunctions: inProcess.stepFunctions(call),
    eventBridge: inProcess.eventBridge(call),
    secretsManager: inProcess.secretsManager(call),
    sqs: inProcess.sqs(call),
    createProviderClient: () => {
      throw new Error('no provider');
    },
    log: discardingLog,
  };
  return { platform, calls };
}

const handlerOf = (name: OperationName, platform: Platform) =>
  configured(name, stack.functionOf(name).variables).handlerOn(platform);

describe('the hosted operations', () => {
  it('are all operations of lambdas', () => {
    expect([...operationNames].sort()).toEqual(folders.sort());
  });

  it('are all functions of the template', () => {
    const functions = Object.values(synthesized(workflowSettings).Resources).filter(
      ({ Type }) => Type === 'AWS::Lambda::Function',
    );
    expect(functions).toHaveLength(operationNames.length);
  });

  it.each(operationNames)('%s is configured by the variables of the template alone', (name) => {
    const { platform, calls } = emptyPlatform();
    expect(handlerOf(name, platform)).toBeInstanceOf(Function);
    expect(calls).toEqual([]);
  });

  it.each(operationNames)('%s refuses an event that is not its own, before any call', async (name) => {
    const { platform, calls } = emptyPlatform();
    const outcome = await handlerOf(name, platform)({ unexpected: true }).catch((error: unknown) => error);
    const isRefused = outcome instanceof Error || Object(outcome).statusCode === 500;
    expect({ isRefused, calls }).toEqual({ isRefused: true, calls: [] });
  });
});

it('a test imports every handler', () => {
  const tests = globSync('test/**/*.ts').map((file) => readFileSync(file, 'utf8'));
  const imported = (name: string) => tests.some((text) => text.includes(`lambdas/${name}/handler.ts'`));
  expect(folders.filter((name) => !imported(name))).toEqual([]);
});
