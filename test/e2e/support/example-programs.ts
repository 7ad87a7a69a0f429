import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { commandEnvironment } from '../../support/run-folder.ts';
import type { LocalStack } from './local-stack.ts';

const run = promisify(execFile);

/** A shell command that sets the variables as the documentation does. */
const withVariables = 'eval "$("$NODE" scripts/env/main.ts --state "$STATE")"';

function shellEnvironment(stack: LocalStack, more: Readonly<Record<string, string>> = {}) {
  return commandEnvironment({ NODE: process.execPath, STATE: stack.stateFolder, ...more });
}

/** Runs a command in a shell with the variables. */
function inShell(stack: LocalStack, command: string, more: Readonly<Record<string, string>> = {}) {
  return run('bash', ['-euc', `${withVariables}\n${command}`], { env: shellEnvironment(stack, more) });
}

export function environmentForTools(stack: () => LocalStack): void {
  it('sets variables with which default clients of the AWS SDK reach the services', async () => {
    const { stdout } = await inShell(stack(), '"$NODE" test/e2e/support/call-local-services.ts', {
      AWS_PROFILE: 'production',
      AWS_SESSION_TOKEN: 'of-production',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1',
    });
    expect(JSON.parse(stdout)).toEqual({
      failedEntries: 0,
      queueArn: expect.stringMatching(/^arn:aws:sqs:us-east-1:000000000000:VoiceDesign-/),
      items: expect.any(Number),
      bucket: stack().note.outputs.PreviewsBucketName,
      executions: true,
      scopes: ['mainland', 'international'],
    });
  });

  it('sets the credentials that STS identifies', async () => {
    const form = 'Action=GetCallerIdentity&Version=2011-06-15';
    const signature =
      'AWS4-HMAC-SHA256 Credential=$AWS_ACCESS_KEY_ID/20260101/us-east-1/sts/aws4_request, Signature=0';
    const { stdout, stderr } = await inShell(
      stack(),
      `curl -sS "$AWS_ENDPOINT_URL/" -H "Authorization: ${signature}" -d '${form}'`,
    );
    expect(stdout).toContain('<Arn>arn:aws:iam::000000000000:user/local</Arn>');
    expect(stderr).toMatch(/^ {2}STS +GetCallerIdentity$/m);
  });

  it('sets an address that the administration commands of voice accept', async () => {
    const { stdout } = await inShell(stack(), '"$NODE" cli/main.ts keys list --json --state "$STATE"');
    expect(JSON.parse(stdout)).toEqual(
      expect.arrayContaining([expect.objectContaining({ keyId: expect.any(String) })]),
    );
  });

  it('fails and prints no command without a running stack', async () => {
    const args = ['scripts/env/main.ts', '--state', join(stack().stateFolder, 'none')];
    await expect(run(process.execPath, args, { env: commandEnvironment() })).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^No stack is running in .*none\. Start one: npm start\n$/),
    });
  });
}

export function examplePrograms(stack: () => LocalStack): void {
  it('create-and-wait prints the parameters of a synthesis call', async () => {
    const { stdout } = await inShell(stack(), '"$NODE" examples/create-and-wait.ts');
    expect(stdout).toMatch(
      /^\w{26} REQUESTED\n\w{26} OK \{"model":"cosyvoice-v3\.5-plus","voice":"cosyvoice-v3\.5-plus-vd-.*\}\n$/,
    );
  });

  it('request-by-event requests the voice that listen-for-voice-ready prints', async () => {
    const listener = spawn(
      'bash',
      ['-euc', `${withVariables}\nexec "$NODE" examples/listen-for-voice-ready.ts`],
      {
        env: shellEnvironment(stack()),
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    const exited = once(listener, 'exit');
    const lines = createInterface({ input: listener.stdout });
    const { stdout } = await inShell(stack(), '"$NODE" examples/request-by-event.ts program-1');
    expect(stdout).toBe('Requested program-1.\n');
    let received = '';
    for await (const line of lines) {
      if (!line.includes('program-1')) continue;
      received = line;
      break;
    }
    expect(received).toMatch(/^ready \w{26} program-1 cosyvoice-v3\.5-plus-vd-/);
    listener.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });

  it('embed synthesizes its stack', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'embed-'));
    // The bundles are part of other tests.
    const context = JSON.stringify({ 'aws:cdk:bundling-stacks': [] });
    const { stdout } = await run(process.execPath, ['examples/embed.ts', folder], {
      env: commandEnvironment({ CDK_CONTEXT_JSON: context }),
    });
    expect(stdout).toBe(`${join(folder, 'Audiobook.template.json')}\n`);
    rmSync(folder, { recursive: true });
  });

  it('use-the-simulator counts one billed voice', async () => {
    const { stdout } = await run(process.execPath, ['examples/use-the-simulator.ts'], {
      env: commandEnvironment(),
    });
    expect(stdout).toBe('The answer was lost. DashScope bills 1 voice.\n');
  });
}
