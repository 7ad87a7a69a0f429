import { z } from 'zod';
import type { CreateVoiceRequest } from '../../../lambdas/shared/dashscope/index.ts';
import type { VoiceRecord } from '../../../lambdas/shared/voice/record.ts';
import { definitionSchema } from '../../../local/services/states/language/definition.ts';
import type { Collaborators } from '../collaborators.ts';
import { machineBy } from '../engine.ts';
import { functionCode } from '../functions.ts';
import { asSynthesized, type Deployment } from '../world.ts';

const table = asSynthesized.table.logicalId;
const execution = z.object({ voiceId: z.string() });
/** The retries that the CDK's `LambdaInvoke` adds by default, and those of `addRetry()` without arguments. */
const retries = [
  {
    ErrorEquals: [
      ...['Lambda.ClientExecutionTimeoutException', 'Lambda.ServiceException'],
      ...['Lambda.AWSLambdaException', 'Lambda.SdkClientException'],
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
      ...invoke('create'),
      ResultSelector: { 'id.$': '$.Payload.id' },
      ResultPath: '$.made',
      Next: 'Record created',
    },
    'Record created': { ...write('S', 'DEPLOYING'), Next: 'Wait' },
    Wait: { Type: 'Wait', Seconds: 30, Next: 'Query voice' },
    'Query voice': {
      ...invoke('query'),
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

export const naive: Deployment = {
  table: asSynthesized.table,
  machines: { ...asSynthesized.machines, design: machineBy(definition) },
  code: {
    ...functionCode,
    create: async (payload, collaborators) => {
      const record = await recordOf(payload, collaborators);
      const account = await collaborators.accounts.account(record.scope);
      const created = await collaborators.clientOf(account).createVoice(requestOf(record));
      if (created.kind !== 'made') throw created.error;
      const { preview, providerVoiceId } = created;
      if (preview.kind === 'valid') {
        await collaborators.previews.put(`${record.voiceId}.wav`, { ...preview, fileName: 'a.wav' });
      }
      return { id: providerVoiceId };
    },
    query: async (payload, collaborators) => {
      const record = await recordOf(payload, collaborators);
      const account = await collaborators.accounts.account(record.scope);
      const { family, providerVoiceId = '' } = record;
      const { status } = await collaborators.clientOf(account).queryVoice({ family, providerVoiceId });
      return { status };
    },
    // A failed execution is not recovered.
    settle: async () => null,
  },
};

async function recordOf(payload: unknown, { voices }: Collaborators): Promise<VoiceRecord> {
  const record = await voices.read(execution.parse(payload).voiceId);
  if (!record) throw new Error('no record');
  return record;
}

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
