import { z } from 'zod';
import { DeadLetters, queueName } from '../admin/dead-letters.ts';
import { invokeFunction } from '../admin/invoke-function.ts';
import type { Deployment } from '../deployment/find-deployment.ts';
import { AwsCallError } from '../errors/aws-call-error.ts';
import { UnreadableKeyError } from '../errors/key-errors.ts';
import { KeyItems } from '../keys/key-items.ts';
import {
  addressIssues,
  alarmIssues,
  apiKeyIssues,
  clockIssues,
  type DeploymentIssue,
  deadLetterIssues,
  failedCheck,
  keyIssues,
  outputIssues,
  proxyIssues,
} from './issues.ts';
import { isKeyAccepted } from './read-api-key.ts';
import { readHealth } from './read-health.ts';

export interface DoctorInput {
  /** The address that commands use. Null if the outputs of the stack lack it. */
  readonly apiUrl: string | null;
  /** Null if only the address is known. */
  readonly deployment: Deployment | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** Milliseconds after which a check is given up. */
  readonly checkMs: number;
}

interface Check {
  /** The subject of the check, for the message about its failure. */
  readonly name: string;
  readonly run: () => Promise<readonly DeploymentIssue[]>;
}

/** Part of a check's time that one call to the API may take. A check makes at most two. */
const callShare = 0.4;

const diagnosis = z.looseObject({ issues: z.array(z.object({ code: z.string(), message: z.string() })) });

/** Runs all checks in parallel and returns the problems in the order of the checks. Changes nothing. */
export async function runDoctor(input: DoctorInput): Promise<readonly DeploymentIssue[]> {
  const { apiUrl, deployment, environment, checkMs } = input;
  const checks: Check[] = [
    ...(apiUrl ? [{ name: 'the API address', run: () => checkAddress(apiUrl, input) }] : []),
    ...(deployment ? deploymentChecks(deployment) : []),
  ];
  const results = await Promise.all(checks.map((check) => runCheck(check, checkMs)));
  return [
    ...(apiUrl ? proxyIssues(environment, apiUrl) : []),
    ...(deployment ? outputIssues(deployment.outputs, deployment.name) : []),
    // The terminal of the local stack shows its alarms.
    ...(deployment?.stackId ? alarmIssues(deployment.outputs) : []),
    ...results.flat(),
  ];
}

/** A check whose output is missing is left out. The missing output is a issue already. */
function deploymentChecks(deployment: Deployment): Check[] {
  const checks: readonly (Check & { readonly output: string })[] = [
    {
      name: 'the provider and the records',
      output: 'DiagnoseDeploymentFunctionName',
      run: async () => {
        const output = 'DiagnoseDeploymentFunctionName';
        return diagnosis.parse(await invokeFunction(deployment, output, {}, 'the diagnosis')).issues;
      },
    },
    {
      name: 'the API keys',
      output: 'VoicesTableName',
      run: async () => keyIssues(await new KeyItems(deployment).list()),
    },
    {
      name: 'the dead-letter queues',
      output: 'DeadLetterQueueUrls',
      run: async () => {
        const letters = new DeadLetters(deployment);
        const counts = letters.urls.map(async (url) => [queueName(url), await letters.count(url)] as const);
        return deadLetterIssues(new Map(await Promise.all(counts)));
      },
    },
  ];
  return checks.filter(({ output }) => deployment.outputs[output]);
}

async function checkAddress(
  apiUrl: string,
  { now, checkMs, environment }: DoctorInput,
): Promise<readonly DeploymentIssue[]> {
  const timeoutMs = checkMs * callShare;
  const asGiven = await readHealth(apiUrl, timeoutMs);
  const below = asGiven?.healthy ? null : await readHealth(`${apiUrl.replace(/\/+$/, '')}/v1`, timeoutMs);
  const date = asGiven?.date ?? below?.date ?? null;
  const apiKey = asGiven?.healthy ? keyFor(apiUrl, environment) : null;
  return [
    ...addressIssues(apiUrl, asGiven, below),
    ...(apiKey === null ? [] : apiKeyIssues(await isKeyAccepted(apiUrl, apiKey, timeoutMs))),
    ...clockIssues(date, now()),
  ];
}

/** Returns the key that commands send to an address. A key without its own address is not sent to another one. */
export function keyFor(apiUrl: string, environment: DoctorInput['environment']): string | null {
  const { VOICE_API_URL, VOICE_API_KEY } = environment;
  return VOICE_API_KEY && VOICE_API_URL === apiUrl ? VOICE_API_KEY : null;
}

async function runCheck({ name, run }: Check, checkMs: number): Promise<readonly DeploymentIssue[]> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<readonly DeploymentIssue[]>((resolve) => {
    timer = setTimeout(() => resolve([failedCheck(name, `no result in ${checkMs / 1_000} s`)]), checkMs);
  });
  try {
    return await Promise.race([run(), timeout]);
  } catch (error) {
    if (error instanceof AwsCallError || error instanceof UnreadableKeyError) {
      return [failedCheck(name, error.message)];
    }
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
