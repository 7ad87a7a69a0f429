import { z } from 'zod';
import { eventSource } from '../../../../lambdas/shared/contract.ts';
import type { CreateVoiceRequest } from '../../../../lambdas/shared/dashscope/index.ts';
import { definitionSchema } from '../../../../local/services/states/language/definition.ts';
import { configured, type Dependencies, type OperationName } from '../../../harness/operations.ts';
import { machineBy } from '../../engine.ts';
import type { SimulatedFunction } from '../../functions.ts';
import type { Deployment } from '../../simulated-account.ts';
import { stack, thisStack } from './deployment.ts';

const list = { family: 'cosyvoice', scope: 'mainland' } as const;

const invoke = (FunctionName: string) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName, 'Payload.$': '$' },
  OutputPath: '$.Payload',
});

/**
 * Returns the job poller of AWS's tutorial with one function call a state: submit, then wait, query and choose until the
 * job has ended. The last two states write the status and send the event, as this stack does.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/sample-project-job-poller.html
 */
function definitionOf(seconds: number) {
  return definitionSchema.parse({
    StartAt: 'Submit job',
    States: {
      'Submit job': { ...invoke('create-voice'), Next: 'Wait' },
      Wait: { Type: 'Wait', Seconds: seconds, Next: 'Get job status' },
      'Get job status': { ...invoke('query-voice'), Next: 'Job complete?' },
      'Job complete?': {
        Type: 'Choice',
        Choices: [{ Variable: '$.status', StringEquals: 'DEPLOYING', Next: 'Wait' }],
        Default: 'Record status',
      },
      'Record status': {
        Type: 'Task',
        Resource: 'arn:aws:states:::dynamodb:updateItem',
        Parameters: {
          TableName: stack.table.logicalId,
          Key: { voiceId: { 'S.$': '$.voiceId' } },
          UpdateExpression: 'SET #status = :status, providerVoiceId = :id',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':status': { 'S.$': '$.status' }, ':id': { 'S.$': '$.id' } },
        },
        ResultPath: null,
        Next: 'Announce',
      },
      Announce: {
        Type: 'Task',
        Resource: 'arn:aws:states:::events:putEvents',
        Parameters: {
          Entries: [
            {
              Source: eventSource,
              DetailType: 'Voice Ready',
              EventBusName: 'bus',
              Detail: {
                'eventId.$': "States.Format('{}-1', $.voiceId)",
                sequence: 1,
                voice: { 'voiceId.$': '$.voiceId' },
              },
            },
          ],
        },
        End: true,
      },
    },
  });
}

const submitted = z.object({ voiceId: z.string() });
const job = z.object({ voiceId: z.string(), id: z.string() });

/** A function of the poller, with the dependencies and the time limit of the stack's own function. */
function pollerFunction<Name extends 'create-voice' | 'query-voice'>(
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

const functions: Partial<Record<OperationName, SimulatedFunction>> = {
  'create-voice': pollerFunction('create-voice', async (event, { voices, accounts, clientOf }) => {
    const { voiceId } = submitted.parse(event);
    const record = await voices.read(voiceId);
    if (!record) throw new Error('no record');
    const { targetModel, voicePrompt = '', previewText = '' } = record;
    const texts = { voicePrompt: voicePrompt ?? '', previewText: previewText ?? '' };
    const prefix = `jp${voiceId.slice(-8).toLowerCase()}`;
    const request: CreateVoiceRequest = { family: list.family, targetModel, prefix, ...texts };
    const created = await clientOf(await accounts.account(list.scope)).createVoice(request);
    if (created.kind !== 'made') throw created.error;
    return { voiceId, id: created.providerVoiceId };
  }),
  'query-voice': pollerFunction('query-voice', async (event, { accounts, clientOf }) => {
    const { voiceId, id } = job.parse(event);
    const client = clientOf(await accounts.account(list.scope));
    const { status } = await client.queryVoice({ family: list.family, providerVoiceId: id });
    return { voiceId, id, status };
  }),
};

/** Returns a deployment whose workflow is AWS's job poller with a wait of some seconds. */
export function jobPoller(seconds: number): Deployment {
  return {
    table: thisStack.table,
    machines: { ...thisStack.machines, design: machineBy(definitionOf(seconds)) },
    code: (name) => functions[name] ?? thisStack.code(name),
  };
}
