/**
 * `request`: asks the running stack for a voice and waits until it is under review. `check`, after a kill and a new
 * start: the same execution has brought the same voice to OK, and the provider was asked for it once.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { Api, type Voice } from '../scripts/demo/api.ts';
import { clientSettings, readRunningStack } from '../scripts/running-stack.ts';
import { controlClient } from '../simulator/control-client.ts';

const note = '.local/killed-in-review';
const stack = readRunningStack('.local');
if (!stack) throw new Error('no stack has been started');
const { outputs } = stack;
const states = new SFNClient(clientSettings(stack));
const api = new Api(stack.apiUrl, stack.apiKey);

if (process.argv[2] === 'request') {
  const { voiceId } = await api.request({
    family: 'cosyvoice',
    targetModel: 'cosyvoice-v3.5-plus',
    voicePrompt: 'A voice that is not easily disturbed. [review 15s]',
    previewText: 'Whatever happens, the tide comes back.',
    language: 'en',
  });
  await until(voiceId, 'DEPLOYING');
  writeFileSync(note, voiceId);
  console.log(`${voiceId} is under review`);
} else {
  const voiceId = readFileSync(note, 'utf8');
  const voice = await until(voiceId, 'OK');
  const status = await executionStatus(voiceId);
  const simulator: unknown = JSON.parse(readFileSync('.local/simulator.json', 'utf8'));
  const { controlUrl } = Object.assign({ controlUrl: '' }, simulator);
  const calls = await controlClient(controlUrl).calls();
  const creates = calls.filter((call) => call.action === 'create' && call.voice === voice.providerVoiceId);
  if (status !== 'SUCCEEDED') throw new Error(`the execution ${voiceId} is ${status}`);
  if (creates.length !== 1) throw new Error(`the provider was asked ${creates.length} times`);
  console.log(`${voiceId} is OK: execution ${voiceId} ${status}, one create at the provider`);
}

async function until(voiceId: string, status: string): Promise<Voice> {
  for (let tries = 0; tries < 6_000; tries += 1) {
    const voice = await api.get(voiceId);
    if (voice.status === status) return voice;
    await sleep(100);
  }
  throw new Error(`${voiceId} is not ${status} after ten minutes`);
}

/** The execution's end may come a moment after the record's. */
async function executionStatus(name: string): Promise<string> {
  const machine = outputs.DesignVoiceStateMachineArn ?? '';
  const executionArn = `${machine.replace(':stateMachine:', ':execution:')}:${name}`;
  for (let tries = 0; tries < 1_000; tries += 1) {
    const { status = '' } = await states.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING') return status;
    await sleep(100);
  }
  return 'RUNNING';
}
