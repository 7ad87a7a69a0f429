import { join } from 'node:path';
import { z } from 'zod';
import { authorizationWith } from '../local/http/access.ts';
import { readPrivateJson, writePrivateFile } from '../local/persistence/private-files.ts';

export { DamagedStateError, StorageError } from '../local/persistence/storage-error.ts';

/** What a running local stack leaves in its state folder for the commands that go beside it. */
const runningStack = z.object({
  pid: z.int(),
  apiUrl: z.url(),
  apiKey: z.string(),
  /**
   * The variables by which an AWS SDK finds the stack: `AWS_ENDPOINT_URL` and those of S3 and SQS, region, credentials.
   * Empty in the note of an earlier version.
   */
  environment: z.record(z.string(), z.string()).default({}),
  /** All outputs of the stack, resolved, as `cdk deploy` would print them. */
  outputs: z.record(z.string(), z.string()),
});
export type RunningStackNote = z.infer<typeof runningStack>;

const fileName = 'stack.json';
/** Milliseconds. A process that does not listen refuses at once; a loaded machine may take long to answer. */
const healthMs = 20_000;

export function noteRunningStack(stateFolder: string, note: RunningStackNote): void {
  writePrivateFile(join(stateFolder, fileName), `${JSON.stringify(note, null, 2)}\n`);
}

/**
 * Whether the stack of the note runs. Another folder's stack on the same port does not know the credentials, and a
 * process that has got the number of an ended one does not answer.
 */
export async function isRunning({ environment }: Pick<RunningStackNote, 'environment'>): Promise<boolean> {
  const { AWS_ENDPOINT_URL: url = '', AWS_ACCESS_KEY_ID: accessKeyId = '' } = environment;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: authorizationWith(accessKeyId),
        'x-amz-target': 'DynamoDB_20120810.ListTables',
      },
      body: '{}',
      signal: AbortSignal.timeout(healthMs),
    });
    return response.ok;
  } catch {
    return false;
  }
}

/** What a client of an AWS SDK needs to reach the running stack and no other. */
export function clientSettings(
  { environment }: Pick<RunningStackNote, 'environment'>,
  service?: 'S3' | 'SQS',
) {
  return {
    endpoint: environment[service ? `AWS_ENDPOINT_URL_${service}` : 'AWS_ENDPOINT_URL'],
    region: environment.AWS_REGION,
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
    },
  };
}

/**
 * The stack that was started last from the folder, running or not; null if none ever was.
 * @throws DamagedStateError, StorageError
 */
export function readRunningStack(stateFolder: string): RunningStackNote | null {
  const advice = 'Run npm start: it writes a new one, and nothing is lost';
  return readPrivateJson(join(stateFolder, fileName), runningStack, advice) ?? null;
}

/** Whether a stack answers at the address of its API. */
export async function answersAt(apiUrl: string): Promise<boolean> {
  try {
    const health = `${apiUrl.replace(/\/$/, '')}/health`;
    return (await fetch(health, { signal: AbortSignal.timeout(healthMs) })).ok;
  } catch {
    return false;
  }
}
