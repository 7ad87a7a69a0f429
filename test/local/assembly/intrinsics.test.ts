import { describe, expect, it } from '@jest/globals';
import { IntrinsicError, UnknownReferenceError } from '../../../local/assembly/errors.ts';
import { Resolver, referencesIn } from '../../../local/assembly/intrinsics.ts';
import { templateSchema } from '../../../local/assembly/template.ts';

const template = templateSchema.parse({
  Resources: {},
  Parameters: {
    Size: { Type: 'Number', Default: 3 },
    Asked: { Type: 'String' },
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
/** A placeholder of `Fn::Sub`. */
const of = (name: string) => `\${${name}}`;

describe('intrinsic functions', () => {
  it.each([
    ['a resource', ref('Table'), 'the-table'],
    ['a parameter', ref('Size'), 3],
    ['the region', ref('AWS::Region'), 'us-east-1'],
    ['the stack', ref('AWS::StackName'), 'Stack'],
    ['an attribute', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:table'],
    ['an attribute with a dot, as a text', { 'Fn::GetAtt': 'Table.Stream.Arn' }, 'arn:stream'],
    ['a join', { 'Fn::Join': ['-', ['a', ref('Table'), 1]] }, 'a-the-table-1'],
    [
      'a join of a split',
      { 'Fn::Join': ['/', { 'Fn::Split': [':', { 'Fn::GetAtt': ['Table', 'Arn'] }] }] },
      'arn/table',
    ],
    ['a selection', { 'Fn::Select': ['1', { 'Fn::Split': [':', 'a:b'] }] }, 'b'],
    [
      'a substitution',
      { 'Fn::Sub': [of('Table'), of('Table.Arn'), of('!kept'), of('AWS::Partition')].join('/') },
      `the-table/arn:table/${of('kept')}/aws`,
    ],
    ['a substitution of its own', { 'Fn::Sub': [`${of('name')}!`, { name: ref('Table') }] }, 'the-table!'],
    ['a choice', { 'Fn::If': ['Here', 'yes', ref('Nobody')] }, 'yes'],
    ['a choice the other way', { 'Fn::If': ['There', 'yes', 'no'] }, 'no'],
    ['nested conditions', { 'Fn::If': ['Either', 1, 2] }, 1],
    ['Base64', { 'Fn::Base64': 'text' }, 'dGV4dA=='],
    ['a mapping', { 'Fn::FindInMap': ['Regions', ref('AWS::Region'), 'zone'] }, 'Z1'],
    ['a JSON text', { 'Fn::ToJsonString': { a: ref('Table') } }, '{"a":"the-table"}'],
    ['what is none', { Ref: 'a', Other: 1 }, { Ref: 'a', Other: 1 }],
  ])('%s', (_case, value, expected) => {
    expect(resolver.resolve(value)).toEqual(expected);
  });

  it('leaves out what has no value', () => {
    const nothing = { 'Fn::If': ['There', 'x', ref('AWS::NoValue')] };
    expect(resolver.resolve({ kept: 1, gone: nothing, list: ['a', nothing] })).toEqual({
      kept: 1,
      list: ['a'],
    });
  });

  it('names the logical id and the attribute that are not there', () => {
    const error = new UnknownReferenceError('Table', 'Colour');
    expect(() => resolver.resolve({ 'Fn::GetAtt': ['Table', 'Colour'] })).toThrow(error);
    expect(() => resolver.resolve({ 'Fn::Sub': of('Table.Colour') })).toThrow(error);
    expect(() => resolver.resolve(ref('Nobody'))).toThrow(new UnknownReferenceError('Nobody'));
  });

  it.each([
    ['an import', { 'Fn::ImportValue': 'other' }],
    ['an unknown function', { 'Fn::GetAZs': '' }],
    ['a parameter without a value', ref('Asked')],
    ['a parameter that lies in the account', ref('BootstrapVersion')],
    ['an unknown condition', { 'Fn::If': ['Nowhere', 1, 2] }],
    ['an item past the end', { 'Fn::Select': [2, ['a']] }],
    ['a missing mapping', { 'Fn::FindInMap': ['Regions', 'eu-west-1', 'zone'] }],
    ['a join of objects', { 'Fn::Join': ['', [{ a: 1 }]] }],
  ])('refuses %s', (_case, value) => {
    expect(() => resolver.resolve(value)).toThrow(IntrinsicError);
  });

  it('finds what a value refers to', () => {
    const value = {
      a: [ref('A'), { 'Fn::GetAtt': ['B', 'Arn'] }],
      b: { 'Fn::Sub': `${of('C.Arn')} ${of('!no')} ${of('D')}` },
      c: { 'Fn::Join': ['', [ref('E')]] },
    };
    expect(referencesIn(value)).toEqual(['A', 'B', 'C', 'D', 'E']);
  });
});
