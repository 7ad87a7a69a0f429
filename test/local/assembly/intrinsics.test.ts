import { describe, expect, it } from '@jest/globals';
import { IntrinsicError, UnknownReferenceError } from '../../../local/assembly/errors.ts';
import { Resolver, referencesIn } from '../../../local/assembly/intrinsics.ts';
import { templateSchema } from '../../../local/assembly/template.ts';

const template = templateSchema.parse({
  Resources: {},
  Parameters: {
    Size: { Type: 'Number', Default: 3 },
    WithoutDefault: { Type: 'String' },
    BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/version' },
  },
  Mappings: { Regions: { 'us-east-1': { zone: 'Z1' } } },
  Conditions: {
    Here: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
    There: { 'Fn::Not': [{ Condition: 'Here' }] },
    Both: { 'Fn::And': [{ Condition: 'Here' }, { Condition: 'There' }] },
    Either: { 'Fn::Or': [{ Condition: 'Both' }, { Condition: 'Here' }] },
  },
});
const identities = new Map([
  ['Table', { ref: 'the-table', attributes: { Arn: 'arn:table', 'Stream.Arn': 'arn:stream' } }],
]);
const resolver = new Resolver({ stackName: 'Stack', template, identities });
const ref = (name: string) => ({ Ref: name });
/** Returns a placeholder of `Fn::Sub`. */
const placeholder = (name: string) => `\${${name}}`;

describe('intrinsic functions', () => {
  it.each([
    ['a resource', ref('Table'), 'the-table'],
    ['a parameter', ref('Size'), 3],
    ['the region', ref('AWS::Region'), 'us-east-1'],
    ['the stack', ref('AWS::StackName'), 'Stack'],
    ['an attribute', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:table'],
    ['an attribute with a dot, as a string', { 'Fn::GetAtt': 'Table.Stream.Arn' }, 'arn:stream'],
    ['a join', { 'Fn::Join': ['-', ['a', ref('Table'), 1]] }, 'a-the-table-1'],
    [
      'a join of a split',
      { 'Fn::Join': ['/', { 'Fn::Split': [':', { 'Fn::GetAtt': ['Table', 'Arn'] }] }] },
      'arn/table',
    ],
    ['a selection', { 'Fn::Select': ['1', { 'Fn::Split': [':', 'a:b'] }] }, 'b'],
    [
      'a substitution',
      { 'Fn::Sub': ['Table', 'Table.Arn', '!kept', 'AWS::Partition'].map(placeholder).join('/') },
      `the-table/arn:table/${placeholder('kept')}/aws`,
    ],
    [
      'a substitution with variables',
      { 'Fn::Sub': [`${placeholder('name')}!`, { name: ref('Table') }] },
      'the-table!',
    ],
    ['a true condition', { 'Fn::If': ['Here', 'yes', ref('Missing')] }, 'yes'],
    ['a false condition', { 'Fn::If': ['There', 'yes', 'no'] }, 'no'],
    ['nested conditions', { 'Fn::If': ['Either', 1, 2] }, 1],
    ['Base64', { 'Fn::Base64': 'text' }, 'dGV4dA=='],
    ['a mapping', { 'Fn::FindInMap': ['Regions', ref('AWS::Region'), 'zone'] }, 'Z1'],
    ['a JSON string', { 'Fn::ToJsonString': { a: ref('Table') } }, '{"a":"the-table"}'],
    ['an object with a second key', { Ref: 'a', Other: 1 }, { Ref: 'a', Other: 1 }],
  ])('resolve %s', (_case, value, expected) => {
    expect(resolver.resolve(value)).toEqual(expected);
  });

  it('leave out values of AWS::NoValue', () => {
    const nothing = { 'Fn::If': ['There', 'x', ref('AWS::NoValue')] };
    expect(resolver.resolve({ kept: 1, gone: nothing, list: ['a', nothing] })).toEqual({
      kept: 1,
      list: ['a'],
    });
  });

  it('name the missing logical id and attribute', () => {
    const error = new UnknownReferenceError('Table', 'Colour');
    expect(() => resolver.resolve({ 'Fn::GetAtt': ['Table', 'Colour'] })).toThrow(error);
    expect(() => resolver.resolve({ 'Fn::Sub': placeholder('Table.Colour') })).toThrow(error);
    expect(() => resolver.resolve(ref('Missing'))).toThrow(new UnknownReferenceError('Missing'));
  });

  it.each([
    ['an import', { 'Fn::ImportValue': 'other' }],
    ['an unknown function', { 'Fn::GetAZs': '' }],
    ['a parameter without a value', ref('WithoutDefault')],
    ['an SSM parameter of the account', ref('BootstrapVersion')],
    ['an unknown condition', { 'Fn::If': ['Nowhere', 1, 2] }],
    ['an item past the end', { 'Fn::Select': [2, ['a']] }],
    ['a missing mapping', { 'Fn::FindInMap': ['Regions', 'eu-west-1', 'zone'] }],
    ['a join of objects', { 'Fn::Join': ['', [{ a: 1 }]] }],
  ])('refuse %s', (_case, value) => {
    expect(() => resolver.resolve(value)).toThrow(IntrinsicError);
  });

  it('report the logical ids to which a value refers', () => {
    const value = {
      a: [ref('A'), { 'Fn::GetAtt': ['B', 'Arn'] }],
      b: { 'Fn::Sub': `${placeholder('C.Arn')} ${placeholder('!no')} ${placeholder('D')}` },
      c: { 'Fn::Join': ['', [ref('E')]] },
    };
    expect(referencesIn(value)).toEqual(['A', 'B', 'C', 'D', 'E']);
  });
});
