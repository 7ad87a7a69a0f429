import { describe, expect, it } from '@jest/globals';
import { AssemblyError, RefusedTemplateError } from '../../../local/assembly/errors.ts';
import { planStack, refuseUnsupported } from '../../../local/assembly/stack-plan.ts';
import { SupportTable } from '../../../local/assembly/support.ts';
import { templateSchema } from '../../../local/assembly/template.ts';
import type { LocalService, ResourceSupport } from '../../../local/services/service.ts';

const support: ResourceSupport = {
  honoured: ['Name', 'Links', 'Settings.Mode', 'Whole'],
  meaningless: { Tags: 'labels', 'Settings.Colour': 'nobody sees it', 'Whole.Part': 'no part of it' },
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
  return planStack({ stackName: 'Stack', folder: '/cdk.out', template }, table, more.started ?? true);
}

const thing = (Properties: object = {}, more: object = {}) => ({ Type: 'Test::Thing', Properties, ...more });

describe('the plan of a stack', () => {
  it('puts each resource after those it refers to, its intrinsics resolved', () => {
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

  it('refuses a circle by naming it', () => {
    const circle = { A: thing({ Name: { Ref: 'B' } }), B: thing({}, { DependsOn: ['A'] }) };
    expect(() => plan(circle)).toThrow(
      new AssemblyError("The template's resources depend on one another in a circle: A → B → A."),
    );
  });

  it('puts every property into one of three classes, part by part where the table goes into parts', () => {
    const { rows } = plan({
      A: thing(
        {
          Name: 'a',
          Tags: [],
          Settings: { Mode: 1, Colour: 2, Size: 3 },
          Whole: { Part: 1, Rest: 2 },
          Unknown: 1,
        },
        { DeletionPolicy: 'Retain' },
      ),
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: {} },
        DeletionPolicy: 'Retain',
      },
    });
    expect(rows.map(({ logicalId, property, class: is }) => `${logicalId}.${property}: ${is}`)).toEqual([
      'A.Name: honoured',
      'A.Tags: no meaning on a laptop',
      'A.Settings.Mode: honoured',
      'A.Settings.Colour: no meaning on a laptop',
      'A.Settings.Size: refused',
      'A.Whole.Part: no meaning on a laptop',
      'A.Whole.Rest: honoured',
      'A.Unknown: refused',
      'A.DeletionPolicy: no meaning on a laptop',
      'Role.*: no meaning on a laptop',
    ]);
    expect(rows.every((row) => (row.class === 'honoured') === (row.reason === ''))).toBe(true);
  });

  it('lists every refusal at once: unknown properties, types, references, and what a service objects to', () => {
    const picky = service({
      refusals: ({ properties }) => (properties.Name === 'odd' ? [{ property: 'Name', reason: 'odd' }] : []),
    });
    const { rows } = plan(
      {
        A: thing({ Speed: 1 }),
        B: { Type: 'Test::Stranger', Properties: {} },
        C: thing({ Name: { 'Fn::GetAtt': ['A', 'Colour'] } }),
        D: thing({ Name: 'odd' }),
        E: thing({ Name: { 'Fn::GetAtt': ['B', 'Anything'] } }),
      },
      { services: [picky] },
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

  it('stands in for what cannot be identified before the services run, and then no more', () => {
    const late = service({
      identify: () => {
        throw new Error('no port yet');
      },
    });
    const resources = { A: thing({ Name: { 'Fn::GetAtt': ['B', 'Url'] } }), B: thing() };
    expect(plan(resources, { services: [late], started: false }).rows).toHaveLength(1);
    expect(() => plan(resources, { services: [late] })).toThrow('no port yet');
  });

  it('gives references to what has no meaning here something to hold', () => {
    const { resources } = plan({
      Role: { Type: 'AWS::IAM::Role' },
      Topic: { Type: 'AWS::SNS::Topic' },
      A: thing({ Name: { 'Fn::GetAtt': ['Role', 'Arn'] }, Links: { Ref: 'Topic' } }),
    });
    expect(resources[0]?.properties).toEqual({
      Name: 'arn:aws:iam::000000000000:role/Stack-Role',
      Links: 'arn:aws:sns:us-east-1:000000000000:Stack-Topic',
    });
  });

  it('does not let two services claim one type', () => {
    expect(() => new SupportTable([service(), service({ name: 'others' })])).toThrow(
      'claimed by others and by things',
    );
  });
});
