import { z } from 'zod';
import type { CreateVoiceRequest } from '../../../lambdas/shared/dashscope/index.ts';
import type { VoiceStore } from '../../../lambdas/shared/stores/voices.ts';
import type { VoiceRecord } from '../../../lambdas/shared/voice/record.ts';
import { definitionSchema } from '../../../local/services/states/language/definition.ts';
import { configured, type Dependencies, type OperationName } from '../../harness/operations.ts';
import { machineBy } from '../engine.ts';
import type { SimulatedFunction } from '../functions.ts';
import { asSynthesized, type Deployment, stack } from '../simulated-account.ts';

const table = asSynthesized.table.logicalId;
const execution = z.object({ voiceId: z.string() });
/** The retries that the CDK's `LambdaInvoke` adds by default, and those of `addRetry()` without arguments. */
const retries = [
  {
    ErrorEquals: [
      'Lambda.ClientExecutionTimeoutException',
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
    ],
    IntervalSeconds: 2,
    MaxAttempts: 6,
    BackoffRate: 2,
  },
  { ErrorEquals: ['States.ALL'] },
];
const invoke = (FunctionName: string) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName, 'Payload.$': '$' },
  Retry: retries,
});
const write = (status: string, path: string) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::dynamodb:updateItem',
  Parameters: {
    TableName: table,
    Key: { voiceId: { 'S.$': '$.voiceId' } },
    UpdateExpression: 'SET #status = :status, providerVoiceId = :id, reviewStartedAt = createdAt',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':status': { [status]: path }, ':id': { 'S.$': '$.made.id' } },
  },
  ResultPath: null,
  Retry: [{ ErrorEquals: ['States.ALL'] }],
});

/** The naive workflow. It calls, then writes; it waits, then queries. */
const definition = definitionSchema.parse({
  StartAt: 'Create voice',
  States: {
    'Create voice': {
      ...invoke('create-voice'),
      ResultSelector: { 'id.$': '$.Payload.id' },
      ResultPath: '$.made',
      Next: 'Record created',
    },
    'Record created': { ...write('S', 'DEPLOYING'), Next: 'Wait' },
    Wait: { Type: 'Wait', Seconds: 30, Next: 'Query voice' },
    'Query voice': {
      ...invoke('query-voice'),
      ResultSelector: { 'status.$': '$.Payload.status' },
      ResultPath: '$.review',
      Next: 'Reviewed?',
    },
    'Reviewed?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.review.status', StringEquals: 'DEPLOYING', Next: 'Wait' }],
      Default: 'Record reviewed',
    },
    'Record reviewed': { ...write('S.$', '$.review.status'), End: true },
  },
  TimeoutSeconds: 86_400,
});

/** A function of the naive workflow, with the dependencies and the time limit of the stack's own function. */
function naiveFunction<Name extends 'create-voice' | 'query-voice'>(
  name: Name,
  handle: (event: unknown, dependencies: Dependencies[Name]) => Promise<unknown>,
): SimulatedFunction {
  const { variables, timeoutSeconds } = stack.functionOf(name);
  return {
    timeoutSeconds,
    handlerOn: (platform) => {
      const dependencies = configured(name, variables).dependenciesOn(platform);
      return (event) => handle(event, dependencies);
    },
  };
}

async function recordOf(event: unknown, voices: Pick<VoiceStore, 'read'>): Promise<VoiceRecord> {
  const record = await voices.read(execution.parse(event).voiceId);
  if (!record) throw new Error('no record');
  return record;
}

const functions: Partial<Record<OperationName, SimulatedFunction>> = {
  'create-voice': naiveFunction('create-voice', async (event, { voices, accounts, clientOf, previews }) => {
    const record = await recordOf(event, voices);
    const created = await clientOf(await accounts.account(record.scope)).createVoice(requestOf(record));
    if (created.kind !== 'made') throw created.error;
    const { preview, providerVoiceId } = created;
    if (preview.kind === 'valid') {
      await previews.put(`${record.voiceId}.wav`, { ...preview, fileName: 'a.wav' });
    }
    return { id: providerVoiceId };
  }),
  'query-voice': naiveFunction('query-voice', async (event, { voices, accounts, clientOf }) => {
    const { family, providerVoiceId = '', scope } = await recordOf(event, voices);
    const { status } = await clientOf(await accounts.account(scope)).queryVoice({ family, providerVoiceId });
    return { status };
  }),
  // A failed execution is not recovered.
  'settle-execution': { timeoutSeconds: 60, handlerOn: () => async () => null },
};

export const naive: Deployment = {
  table: asSynthesized.table,
  machines: { ...asSynthesized.machines, design: machineBy(definition) },
  code: (name) => functions[name] ?? asSynthesized.code(name),
};

/** Returns the provider name of a voice: the last characters of its id. */
export function nameOf(voiceId: string): string {
  return `nv${voiceId.slice(-8).toLowerCase()}`;
}

function requestOf(record: VoiceRecord): CreateVoiceRequest {
  const { voiceId, family, targetModel, voicePrompt, previewText } = record;
  const fields = { targetModel, voicePrompt: voicePrompt ?? '', previewText: previewText ?? '' };
  return family === 'qwen'
    ? { ...fields, family, preferredName: nameOf(voiceId) }
    : { ...fields, family: 'cosyvoice', prefix: nameOf(voiceId) };
}
