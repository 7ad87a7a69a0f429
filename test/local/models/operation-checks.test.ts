import { describe, expect, it } from '@jest/globals';
import { checkedOperations, OperationChecks } from '../../../local/models/operation-checks.ts';

const sfn = new OperationChecks('sfn');
const events = new OperationChecks('events');
const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:machine';

function refusal(check: () => void): unknown {
  try {
    check();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('the check of a request', () => {
  it.each<[reason: string, check: () => void, type: string, message: string]>([
    [
      // https://github.com/getmoto/moto/issues/6438
      'a name that is too long',
      () => sfn.request('StartExecution', { stateMachineArn, name: 'x'.repeat(81) }),
      'ValidationException',
      `1 validation error detected: Value '${'x'.repeat(81)}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 80`,
    ],
    [
      'two violations',
      () => sfn.request('ListExecutions', { stateMachineArn: '', statusFilter: 'DONE' }),
      'ValidationException',
      "2 validation errors detected: Value '' at 'stateMachineArn' failed to satisfy constraint: Member must have length greater than or equal to 1; " +
        "Value 'DONE' at 'statusFilter' failed to satisfy constraint: Member must satisfy enum value set: [ABORTED, FAILED, PENDING_REDRIVE, RUNNING, SUCCEEDED, TIMED_OUT]",
    ],
    [
      'a missing member',
      () => sfn.request('StartExecution', { input: '{}' }),
      'ValidationException',
      "1 validation error detected: Value null at 'stateMachineArn' failed to satisfy constraint: Member must not be null",
    ],
    [
      'a number out of its range',
      () => sfn.request('ListExecutions', { stateMachineArn, maxResults: 1001 }),
      'ValidationException',
      "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
    ],
    [
      'a value in a list that does not match its pattern',
      () => events.request('PutEvents', { Entries: [{ EventBusName: 'a bus' }] }),
      'ValidationException',
      "1 validation error detected: Value 'a bus' at 'entries.1.member.eventBusName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:aws[\\w-]*:events:[a-z]{2}-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?[\\.\\-_A-Za-z0-9]+",
    ],
    [
      'a list with text that is too long',
      () => events.request('PutEvents', { Entries: [{ Resources: ['y'.repeat(2049)] }] }),
      'ValidationException',
      `1 validation error detected: Value '[${'y'.repeat(2049)}]' at 'entries.1.member.resources' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 2048]`,
    ],
    [
      'a value of another type, before the constraints of others',
      () => sfn.request('StartExecution', { stateMachineArn: 5, name: '' }),
      'SerializationException',
      'NUMBER_VALUE cannot be converted to String',
    ],
    [
      'a list in the place of a structure',
      () => sfn.request('StartExecution', []),
      'SerializationException',
      'Start of list found where not expected',
    ],
  ])('refuses %s', (_reason, check, type, message) => {
    expect(refusal(check)).toMatchObject({ type, message, statusCode: 400 });
  });

  it('does not repeat a sensitive value', () => {
    const checks = new OperationChecks('secretsmanager');
    const secret = 's'.repeat(65_537);
    expect(
      refusal(() => checks.request('PutSecretValue', { SecretId: 'a', SecretString: secret })),
    ).toMatchObject({
      // https://github.com/kubernetes-sigs/cluster-api-provider-aws/issues/1531
      message:
        "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to 65536",
    });
  });

  it('ignores unknown members and null, as the JSON protocols do', () => {
    expect(refusal(() => sfn.request('StartExecution', { stateMachineArn, name: null, colour: 'red' }))).toBe(
      undefined,
    );
  });

  it('accepts keys of a map and names of members that are also those of objects', () => {
    expect(refusal(() => sfn.request('StartExecution', { stateMachineArn, constructor: 1 }))).toBeUndefined();
  });
});

describe('the check of an answer', () => {
  it.each([
    ['a missing member', { executionArn: 'arn' }, 'startDate: Value null'],
    ['an unknown member', { executionArn: 'arn', startDate: 1, name: 'x' }, 'The member name does not exist'],
    ['a value of another type', { executionArn: 'arn', startDate: true }, 'TRUE_VALUE cannot be converted'],
  ])('refuses %s', (_reason, answer, message) => {
    expect(refusal(() => sfn.answer('StartExecution', answer))).toMatchObject({
      type: 'InternalFailure',
      statusCode: 500,
      message: expect.stringContaining(message),
    });
  });

  it('requires exactly one member of a union', () => {
    const dynamodb = new OperationChecks('dynamodb');
    expect(refusal(() => dynamodb.answer('GetItem', { Item: { voiceId: { S: 'a' } } }))).toBeUndefined();
    expect(
      refusal(() => dynamodb.answer('GetItem', { Item: { voiceId: { S: 'a', N: '1' } } })),
    ).toMatchObject({
      message: expect.stringContaining('item.voiceId.member: Exactly one member must be set.'),
    });
  });
});

describe('an operation that the models do not have', () => {
  it('is refused at the start', () => {
    const CreateActivity = async () => ({});
    expect(() => checkedOperations('sfn', { CreateActivity })).toThrow(
      'The models have no operation sfn CreateActivity.',
    );
  });
});
