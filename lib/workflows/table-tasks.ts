import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { JsonPath } from 'aws-cdk-lib/aws-stepfunctions';
import {
  DynamoAttributeValue,
  DynamoGetItem,
  DynamoProjectionExpression,
  DynamoReturnValues,
  DynamoUpdateItem,
} from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { errorNames } from '../../lambdas/shared/contract.ts';
import { recordMadeExpressions } from '../../lambdas/shared/voice/transition-expressions.ts';
import { patient, retry } from './retries.ts';

const text = (path: string) => DynamoAttributeValue.fromString(JsonPath.stringAt(path));

/** Returns the state that writes the voice id at `$.unrecorded` if its claim still holds the attempt. */
export function recordProviderVoiceTask(scope: Construct, table: ITable): DynamoUpdateItem {
  const { update, condition } = recordMadeExpressions(['keyId = :keyId']);
  const record = new DynamoUpdateItem(scope, 'Record provider voice', {
    table,
    key: { voiceId: text('$.voiceId') },
    updateExpression: update,
    conditionExpression: condition,
    expressionAttributeNames: { '#attempt': JsonPath.stringAt('$.unrecorded.attempt'), '#state': 'state' },
    expressionAttributeValues: {
      ':id': text('$.unrecorded.providerVoiceId'),
      ':claimId': text('$.unrecorded.claimId'),
      ':keyId': text('$.unrecorded.keyId'),
      ':made': DynamoAttributeValue.fromString('MADE'),
    },
    returnValues: DynamoReturnValues.NONE,
    resultPath: JsonPath.DISCARD,
  });
  retry(record, patient, [errorNames.conditionalCheckFailed]);
  return record;
}

/** Returns the state that reads the status and the run of the record into `$.current`. */
export function readVoiceTask(scope: Construct, table: ITable): DynamoGetItem {
  const read = new DynamoGetItem(scope, 'Read voice', {
    table,
    key: { voiceId: text('$.voiceId') },
    consistentRead: true,
    projectionExpression: [
      new DynamoProjectionExpression().withAttribute('#status'),
      new DynamoProjectionExpression().withAttribute('#run'),
    ],
    expressionAttributeNames: { '#status': 'status', '#run': 'run' },
    resultSelector: {
      status: JsonPath.stringAt('$.Item.status.S'),
      run: JsonPath.stringToJson(JsonPath.stringAt('$.Item.run.N')),
    },
    resultPath: '$.current',
  });
  retry(read, patient);
  return read;
}
