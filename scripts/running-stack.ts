import { join } from 'node:path';
import { z } from 'zod';
import { authorizationWith } from '../local/http/access.ts';
import { readPrivateJson, writePrivateFile } from '../local/persistence/private-files.ts';

export { DamagedStateError, StorageError } from '../local/persistence/storage-error.ts';

const runningStackSchema = z.object({
  pid: z.int(),
  apiUrl: z.url(),
  apiKey: z.string(),
  /**
   * Variables that configure an AWS SDK for the stack: `AWS_ENDPOINT_URL`, those of S3 and SQS, region and credentials.
   * Empty in files of earlier versions.
   */
  environment: z.record(z.string(), z.string()).default({}),
  /** The resolved outputs of the stack, as `cdk deploy` prints them. */
  outputs: z.record(z.string(), z.string()),
});

/** The local stack that a state folder describes, for commands that use it. */
export type RunningStack = z.infer<typeof runningStackSchema>;

const fileName = 'stack.json';
/** A closed port refuses at once. On a loaded machine, an open one can take long to respond. */
const timeoutMs = 20_000;

export function writeRunningStack(stateFolder: string, stack: RunningStack): void {
  writePrivateFile(join(stateFolder, fileName), `${JSON.stringify(stack, null, 2)}\n`);
}

/**
 * Reads the stack that was started last from the folder, whether it still runs or not. Returns null if there is none.
 * @throws DamagedStateError, StorageError
 */
export function readRunningStack(stateFolder: string): RunningStack | null {
  const advice = 'Run npm start to replace it. No data is lost';
  return readPrivateJson(join(stateFolder, fileName), runningStackSchema, advice) ?? null;
}

/**
 * Returns true if the stack runs. The check uses its credentials, so that a stack of another folder on the same port does
 * not count.
 */
export async function isRunning({ environment }: Pick<RunningStack, 'environment'>): Promise<boolean> {
  const { AWS_ENDPOINT_URL: url = '', AWS_ACCESS_KEY_ID: accessKeyId = '' } = environment;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: authorizationWith(accessKeyId),
        'x-amz-target': 'DynamoDB_20120810.ListTables',
      },
      body: '{}',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return response.ok;
  } catch {
    return false;
  }
}

/** Returns true if the API responds to a health check. */
export async function isHealthy(apiUrl: string): Promise<boolean> {
  try {
    const url = `${apiUrl.replace(/\/$/, '')}/health`;
    return (await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })).ok;
  } catch {
    return false;
  }
}

/** Returns the settings with which a client of the AWS SDK uses the stack. */
export function clientSettings({ environment }: Pick<RunningStack, 'environment'>, service?: 'S3' | 'SQS') {
  return {
    endpoint: environment[service ? `AWS_ENDPOINT_URL_${service}` : 'AWS_ENDPOINT_URL'],
    region: environment.AWS_REGION,
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
    },
  };
}
