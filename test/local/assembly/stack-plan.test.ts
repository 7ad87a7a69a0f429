import { describe, expect, it } from '@jest/globals';
import { AssemblyError, RefusedTemplateError } from '../../../local/assembly/errors.ts';
import { planStack, refuseUnsupported } from '../../../local/assembly/stack-plan.ts';
import { SupportTable } from '../../../local/assembly/support-table.ts';
import { templateSchema } from '../../../local/assembly/template.ts';
import type { LocalService, ResourceSupport } from '../../../local/core/service.ts';

const support: ResourceSupport = {
  supported: ['Name', 'Links', 'Settings.Mode', 'Variables.*', 'Text', 'Quiet.Level'],
  fixed: { Kind: { value: 0, reason: 'only 0 is supported' } },
  documents: { Text: ['word'] },
  ignored: { Tags: 'labels', 'Settings.Colour': 'it is not visible', Quiet: 'it has no effect' },
};

function service(more: Partial<LocalService> = {}): LocalService {
  return {
    name: 'things',
    resources: { 'Test::Thing': support },
    start: async () => {},
    stop: async () => {},
    deploy: async () => {},
    identify: ({ logicalId }) => ({ ref: logicalId.toLowerCase(), attributes: { Arn: `arn:${logicalId}` } }),
    ...more,
  };
}

function plan(
  resources: object,
  more: { services?: LocalService[]; started?: boolean; outputs?: object } = {},
) {
  const template = templateSchema.parse({ Resources: resources, Outputs: more.outputs ?? {} });
  const table = new SupportTable(more.services ?? [service()]);
  return planStack({ stackName: 'Stack', folder: '/cdk.out', template }, table, {
    started: more.started ?? true,
  });
}

const thing = (Properties: object = {}, more: object = {}) => ({ Type: 'Test::Thing', Properties, ...more });

describe('the plan of a stack', () => {
  it('resolves each resource and lists it after its dependencies', () => {
    const { resources, outputs } = plan(
      {
        Last: thing({ Links: [{ Ref: 'Middle' }] }),
        Middle: thing({ Name: { 'Fn::GetAtt': ['First', 'Arn'] } }, { DependsOn: 'Other' }),
        First: thing({}, { Metadata: { 'aws:asset:path': 'asset.1' } }),
        Other: thing(),
      },
      { outputs: { Address: { Value: { Ref: 'Last' } } } },
    );
    expect(resources.map(({ logicalId }) => logicalId)).toEqual(['Other', 'First', 'Middle', 'Last']);
    expect(resources.map(({ properties }) => properties)).toEqual([
      {},
      {},
      { Name: 'arn:First' },
      { Links: ['middle'] },
    ]);
    expect(resources[1]?.metadata).toEqual({ 'aws:asset:path': '/cdk.out/asset.1' });
    expect(outputs).toEqual({ Address: 'last' });
  });

  it('ignores a property that cannot be resolved if it ignores the resource', () => {
    const body = { 'Fn::Select': [2, ['a']] };
    const dashboard = { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardBody: body } };
    const { rows } = plan({ Dashboard: dashboard, Thing: thing({ Name: body }) });
    expect(rows.filter((row) => row.class === 'refused').map(({ logicalId }) => logicalId)).toEqual([
      'Thing',
    ]);
  });

  it('refuses a circular dependency and names its resources', () => {
    const circle = { A: thing({ Name: { Ref: 'B' } }), B: thing({}, { DependsOn: ['A'] }) };
    expect(() => plan(circle)).toThrow(
      new AssemblyError('The template has a circular dependency: A → B → A.'),
    );
  });

  it('classifies every property, and its parts if the table has entries for parts', () => {
    const { rows } = plan({
      A: thing(
        {
          Name: 'a',
          Tags: [],
          Settings: { Mode: 1, Colour: 2, Size: 3 },
          Variables: { any: 1 },
          Text: { word: 1 },
          Quiet: { Level: 1, Rest: 2 },
          Kind: '0',
          Unknown: 1,
        },
        { DeletionPolicy: 'Retain' },
      ),
      B: thing({ Name: { first: 'a' }, Settings: ['dark'], Variables: 'none', Kind: 1 }),
      Key: {
        Type: 'AWS::KMS::Key',
        Properties: { KeyPolicy: {} },
        DeletionPolicy: 'Retain',
      },
    });
    expect(rows.map((row) => `${row.logicalId}.${row.property}: ${row.class}`)).toEqual([
      'A.Name: supported',
      'A.Tags: ignored',
      'A.Settings.Mode: supported',
      'A.Settings.Colour: ignored',
      'A.Settings.Size: refused',
      'A.Variables: supported',
      'A.Text: supported',
      'A.Quiet.Level: supported',
      'A.Quiet.Rest: ignored',
      'A.Kind: supported',
      'A.Unknown: refused',
      'A.DeletionPolicy: supported',
      'B.Name: refused',
      'B.Settings: refused',
      'B.Variables: refused',
      'B.Kind: refused',
      'Key.*: ignored',
    ]);
    expect(rows.every((row) => (row.class === 'supported') === (row.reason === ''))).toBe(true);
  });

  it('lists unknown properties, types and references and the refusals of services in one error', () => {
    const refusingService = service({
      findRefusals: ({ properties }) =>
        properties.Name === 'odd' ? [{ property: 'Name', reason: 'odd' }] : [],
    });
    const { rows } = plan(
      {
        A: thing({ Speed: 1 }),
        B: { Type: 'Test::Stranger', Properties: {} },
        C: thing({ Name: { 'Fn::GetAtt': ['A', 'Colour'] } }),
        D: thing({ Name: 'odd' }),
        E: thing({ Name: { 'Fn::GetAtt': ['B', 'Anything'] } }),
      },
      { services: [refusingService] },
    );
    const refuse = () => refuseUnsupported(rows);
    expect(refuse).toThrow(RefusedTemplateError);
    expect(refuse).toThrow(
      expect.objectContaining({
        refusals: [
          expect.objectContaining({ logicalId: 'A', property: 'Speed' }),
          expect.objectContaining({ logicalId: 'B', type: 'Test::Stranger', property: '*' }),
          expect.objectContaining({
            logicalId: 'C',
            property: 'Name',
            reason: expect.stringContaining('A has no attribute Colour'),
          }),
          expect.objectContaining({ logicalId: 'D', property: 'Name', reason: 'odd' }),
        ],
      }),
    );
  });

  it('uses placeholders for unidentified resources only before the services start', () => {
    const lateService = service({
      identify: () => {
        throw new Error('no port yet');
      },
    });
    const resources = { A: thing({ Name: { 'Fn::GetAtt': ['B', 'Url'] } }), B: thing() };
    expect(plan(resources, { services: [lateService], started: false }).rows).toHaveLength(1);
    expect(() => plan(resources, { services: [lateService] })).toThrow('no port yet');
  });

  it('resolves references to resources of ignored types', () => {
    const { resources } = plan({
      Key: { Type: 'AWS::KMS::Key' },
      Topic: { Type: 'AWS::SNS::Topic' },
      A: thing({ Name: { 'Fn::GetAtt': ['Key', 'Arn'] }, Links: { Ref: 'Topic' } }),
    });
    expect(resources[0]?.properties).toEqual({
      Name: 'arn:aws:kms:us-east-1:000000000000:key/Stack-Key',
      Links: 'arn:aws:sns:us-east-1:000000000000:Stack-Topic',
    });
  });

  it('refuses two services for one resource type', () => {
    expect(() => new SupportTable([service(), service({ name: 'others' })])).toThrow(
      'Test::Thing belongs to both others and things',
    );
  });
});
