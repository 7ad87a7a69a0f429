import { describe, expect, it } from '@jest/globals';
import { type TemplateTarget, templateProblems } from '../../../local/models/template-check.ts';

const update: TemplateTarget = { service: 'dynamodb', operation: 'UpdateItem' };
const put: TemplateTarget = { service: 'events', operation: 'PutEvents', anyJson: ['Detail'] };
const start: TemplateTarget = { service: 'sfn', operation: 'StartExecution', anyJson: ['Input'] };
const key = { voiceId: { 'S.$': '$.voiceId' } };

describe('the parameters of a task', () => {
  it.each<[string, TemplateTarget, unknown, string]>([
    [
      'a misspelled member',
      update,
      { TableName: 'Voices', Key: key, ConditionExpresion: 'a' },
      'the field UpdateItem ConditionExpresion is not supported',
    ],
    [
      'a misspelled member with a path',
      update,
      { TableName: 'Voices', 'Keys.$': '$.key', Key: key },
      'the field UpdateItem Keys is not supported',
    ],
    [
      'a misspelled member inside a list',
      put,
      { Entries: [{ Source: 'voices', Detaill: {} }] },
      'the field PutEvents Entries.0.Detaill is not supported',
    ],
    ['a missing member', update, { TableName: 'Voices' }, 'UpdateItem Key is missing'],
    [
      'a value that is not in the enumeration',
      update,
      { TableName: 'Voices', Key: key, ReturnValues: 'NEW' },
      "UpdateItem: Value 'NEW' at 'ReturnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, ALL_OLD, NONE, UPDATED_NEW, UPDATED_OLD]",
    ],
    [
      'a value of another type',
      start,
      { StateMachineArn: 'arn', Name: 5 },
      'StartExecution Name: NUMBER_VALUE cannot be converted to String',
    ],
    [
      'an attribute value with two types',
      update,
      { TableName: 'Voices', Key: { voiceId: { S: 'a', 'N.$': '$.n' } } },
      'UpdateItem Key.voiceId must have exactly one member',
    ],
    [
      'an attribute value without its type',
      update,
      { TableName: 'Voices', Key: { voiceId: 'a' } },
      'UpdateItem Key.voiceId must be an object',
    ],
  ])('have a problem for %s', (_case, target, template, problem) => {
    expect(templateProblems(target, template)).toEqual([problem]);
  });

  it.each<[string, TemplateTarget, unknown]>([
    ['paths', update, { 'TableName.$': '$.t', 'Key.$': '$.k', 'ExpressionAttributeValues.$': '$.v' }],
    ['constants', update, { TableName: 'Voices', Key: { voiceId: { S: 'a' } }, ReturnValues: 'NONE' }],
    ['an object as the detail of an event', put, { Entries: [{ Detail: { a: [1] }, DetailType: 'x' }] }],
    ['members with a capital letter', start, { StateMachineArn: 'arn', 'Name.$': '$.n', Input: {} }],
  ])('have no problem with %s', (_case, target, template) => {
    expect(templateProblems(target, template)).toEqual([]);
  });
});
