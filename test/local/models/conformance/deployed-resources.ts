import { attribute, type Resources, ref, resource } from '../../properties/fixture.ts';
import type { Deployed } from './base-requests.ts';

/** The resources that the requests name. */
export const resources: Resources = {
  Table: resource('AWS::DynamoDB::Table', {
    TableName: 'voices-table',
    AttributeDefinitions: [{ AttributeName: 'voiceId', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'voiceId', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  }),
  DeadLetters: resource('AWS::SQS::Queue'),
  Queue: resource('AWS::SQS::Queue', {
    RedrivePolicy: { deadLetterTargetArn: attribute('DeadLetters'), maxReceiveCount: 3 },
  }),
  Bucket: resource('AWS::S3::Bucket', { BucketName: 'voices' }),
  Secret: resource('AWS::SecretsManager::Secret', { SecretString: 'value' }),
  Role: resource('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } },
      ],
    },
  }),
  Machine: resource('AWS::StepFunctions::StateMachine', {
    RoleArn: attribute('Role'),
    DefinitionString: JSON.stringify({ StartAt: 'End', States: { End: { Type: 'Pass', End: true } } }),
  }),
};

export const outputs = {
  table: ref('Table'),
  queueUrl: ref('Queue'),
  deadLetterQueueArn: attribute('DeadLetters'),
  secretArn: ref('Secret'),
  stateMachineArn: ref('Machine'),
};

export function deployedNames(values: Readonly<Record<string, string>>): Deployed {
  const of = (name: keyof Deployed) => values[name] ?? '';
  return {
    table: of('table'),
    queueUrl: of('queueUrl'),
    deadLetterQueueArn: of('deadLetterQueueArn'),
    secretArn: of('secretArn'),
    stateMachineArn: of('stateMachineArn'),
  };
}
