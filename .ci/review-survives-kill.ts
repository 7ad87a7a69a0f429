/**
 * `request` requests a voice from the running stack and waits until it is under review. `check`, after a kill and a
 * restart, expects that the same execution completes the review and that the provider received one create call.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { Api, type Voice } from '../scripts/demo/api.ts';
import { clientSettings, readRunningStack } from '../scripts/running-stack.ts';
import { controlClient } from '../simulator/control-client.ts';

const voiceIdFile = '.local/killed-in-review';
const pollMs = 100;

const stack = readRunningStack('.local');
if (!stack) throw new Error('no stack has been started');
const { outputs } = stack;
const stepFunctions = new SFNClient(clientSettings(stack));
const api = new Api(stack.apiUrl, stack.apiKey);

if (process.argv[2] === 'request') {
  const { voiceId } = await api.request({
    family: 'cosyvoice',
    targetModel: 'cosyvoice-v3.5-plus',
    voicePrompt: 'A voice that is not easily disturbed. [review 15s]',
    previewText: 'The tide comes back every day.',
    language: 'en',
  });
  await waitForStatus(voiceId, 'DEPLOYING');
  writeFileSync(voiceIdFile, voiceId);
  console.log(`${voiceId} is under review`);
} else {
  const voiceId = readFileSync(voiceIdFile, 'utf8');
  const voice = await waitForStatus(voiceId, 'OK');
  const status = await executionStatus(voiceId);
  const simulator: unknown = JSON.parse(readFileSync('.local/simulator.json', 'utf8'));
  const { controlUrl } = Object.assign({ controlUrl: '' }, simulator);
  const calls = await controlClient(controlUrl).calls();
  const creates = calls.filter((call) => call.action === 'create' && call.voice === voice.providerVoiceId);
  if (status !== 'SUCCEEDED') throw new Error(`the execution ${voiceId} has status ${status}`);
  if (creates.length !== 1) throw new Error(`the provider received ${creates.length} create calls`);
  console.log(`${voiceId} is OK: execution ${status}, one create call at the provider`);
}

async function waitForStatus(voiceId: string, status: string): Promise<Voice> {
  for (let tries = 0; tries < 6_000; tries += 1) {
    const voice = await api.get(voiceId);
    if (voice.status === status) return voice;
    await sleep(pollMs);
  }
  throw new Error(`${voiceId} is not ${status} after ten minutes`);
}

/** Returns the final status of an execution, which can end shortly after its record. */
async function executionStatus(name: string): Promise<string> {
  const machine = outputs.DesignVoiceStateMachineArn ?? '';
  const executionArn = `${machine.replace(':stateMachine:', ':execution:')}:${name}`;
  for (let tries = 0; tries < 1_000; tries += 1) {
    const { status = '' } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING') return status;
    await sleep(pollMs);
  }
  return 'RUNNING';
}
