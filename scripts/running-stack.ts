import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

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
  writeFileSync(join(stateFolder, fileName), `${JSON.stringify(note, null, 2)}\n`, { mode: 0o600 });
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

/** The stack that was started last from the folder, running or not; null if none ever was. */
export function readRunningStack(stateFolder: string): RunningStackNote | null {
  const path = join(stateFolder, fileName);
  return existsSync(path) ? runningStack.parse(JSON.parse(readFileSync(path, 'utf8'))) : null;
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
