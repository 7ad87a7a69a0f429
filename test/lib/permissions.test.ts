import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { referencesIn } from '../../local/assembly/intrinsics.ts';
import type { Template } from '../../local/assembly/template.ts';
import { unusualSettings } from '../support/deployments.ts';
import { commandEnvironment } from '../support/run-folder.ts';
import { synthesized, templateOf } from '../support/synthesized.ts';
import { usedActions } from '../support/used-actions.ts';

const statement = z.object({
  Effect: z.literal('Allow'),
  Action: z.union([z.string(), z.array(z.string())]).transform((action) => [action].flat()),
  Resource: z.unknown(),
  Condition: z.unknown().optional(),
});
const document = z.object({ Statement: z.array(statement) });
const inline = z.array(z.object({ PolicyName: z.string(), PolicyDocument: document })).default([]);
type Statement = z.infer<typeof statement>;

const operations = readdirSync('lambdas').filter((folder) => folder !== 'shared');
const everywhere = ['logs:CreateLogStream', 'logs:PutLogEvents'];

function pascal(operation: string): string {
  return operation.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Returns the statements of a role's default policy, to which all grants go. */
function grantsTo(template: Template, role: string): Statement[] {
  return Object.values(template.Resources)
    .filter(
      ({ Type, Properties }) => Type === 'AWS::IAM::Policy' && referencesIn(Properties.Roles).includes(role),
    )
    .flatMap(({ Properties }) => document.parse(Properties.PolicyDocument).Statement);
}

/** Returns the actions of a statement. A query has the name of its index appended. */
function actionsIn({ Action, Resource }: Statement): string[] {
  return Action.flatMap((action) =>
    action === 'dynamodb:Query'
      ? [...JSON.stringify(Resource).matchAll(/\/index\/(\w+)/g)].map(([, index]) => `${action} ${index}`)
      : [action],
  );
}

describe('permissions', () => {
  let template: Template;
  beforeAll(() => {
    template = synthesized();
  });

  it.each(operations)('match the actions in the code of %s', async (operation) => {
    const role = Object.keys(template.Resources).find((id) =>
      new RegExp(`^VoiceDesign${pascal(operation)}Role[0-9A-F]{8}$`).test(id),
    );
    const granted = new Set(grantsTo(template, role ?? '').flatMap(actionsIn));
    // Lambda itself writes to an on-failure destination, with the function's role.
    granted.delete('sqs:SendMessage');
    const used = new Set([...(await usedActions(operation)), ...everywhere]);
    // A signed link is for an object that exists, so the function that signs it does not list the bucket.
    if (['get-preview', 'serve-studio'].includes(operation)) used.delete('s3:ListBucket');
    // The studio signs a link that is never requested, to find the origin of links.
    if (operation === 'serve-studio') used.delete('s3:GetObject');
    expect([...granted].sort()).toEqual([...used].sort());
  });

  it('name each action and resource, and actions without resource-level permissions are in inline policies', () => {
    const unscoped = new Set<string>();
    for (const deployed of [template, synthesized(unusualSettings), templateOf('Audiobook')]) {
      for (const { Type, Properties } of Object.values(deployed.Resources)) {
        if (Type === 'AWS::IAM::Policy') {
          for (const { Action, Resource } of document.parse(Properties.PolicyDocument).Statement) {
            for (const action of Action) expect(action).toMatch(/^[a-z0-9]+:[A-Z][A-Za-z]+$/);
            expect(Resource).not.toBe('*');
          }
        }
        if (Type !== 'AWS::IAM::Role') continue;
        for (const { PolicyDocument } of inline.parse(Properties.Policies)) {
          for (const { Action, Resource, Condition } of PolicyDocument.Statement) {
            expect(Resource).toBe('*');
            for (const action of Action) unscoped.add(action);
            const isMetrics = Action.includes('cloudwatch:PutMetricData');
            const bound = { StringEquals: { 'cloudwatch:namespace': 'VoiceDesign' } };
            expect(Condition).toEqual(isMetrics ? bound : undefined);
          }
        }
      }
    }
    expect([...unscoped].sort()).toEqual([
      'cloudwatch:PutMetricData',
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:UpdateLogDelivery',
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  it('do not include scans, batches or deletions of records', () => {
    const statements = Object.values(template.Resources)
      .filter(({ Type }) => Type === 'AWS::IAM::Policy')
      .flatMap(({ Properties }) => document.parse(Properties.PolicyDocument).Statement);
    const wide = statements.filter(({ Action }) =>
      Action.some((each) => /dynamodb:(Scan|Batch|\*)/.test(each)),
    );
    expect(wide).toEqual([]);
    const deleting = statements.filter(({ Action }) =>
      Action.some((each) => each.startsWith('dynamodb:Delete')),
    );
    expect(deleting.map(({ Action, Condition }) => ({ Action, Condition }))).toEqual([
      {
        Action: ['dynamodb:DeleteItem'],
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'WAIT#*' } },
      },
    ]);
  });

  it('include every action of the states of a state machine', () => {
    const machines = Object.values(template.Resources).filter(
      ({ Type }) => Type === 'AWS::StepFunctions::StateMachine',
    );
    expect(machines).toHaveLength(4);
    for (const { Properties } of machines) {
      const definition = JSON.stringify(Properties.DefinitionString);
      const called = [...definition.matchAll(/:states:::(?:aws-sdk:)?(\w+):(\w+)/g)].map(
        ([, service = '', operation = '']) =>
          service === 'lambda'
            ? 'lambda:InvokeFunction'
            : `${service}:${operation.slice(0, 1).toUpperCase()}${operation.slice(1)}`,
      );
      const [role = ''] = referencesIn(Properties.RoleArn);
      const inlined = inline
        .parse(template.Resources[role]?.Properties.Policies)
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
      const granted = [...grantsTo(template, role), ...inlined].flatMap(({ Action }) => Action);
      expect(called.length).toBeGreaterThan(0);
      expect([...new Set(called)].filter((action) => !granted.includes(action))).toEqual([]);
    }
  });

  it('let the workflow of a voice put no items other than those of parked executions', () => {
    const role = Object.keys(template.Resources).find((id) =>
      /^VoiceDesignDesignVoiceRole[0-9A-F]{8}$/.test(id),
    );
    const puts = grantsTo(template, role ?? '').filter(({ Action }) => Action.includes('dynamodb:PutItem'));
    expect(puts.map(({ Condition }) => Condition)).toEqual([
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'WAIT#*' } },
    ]);
  });

  it('let only the sweep end waits, and only those of the workflow that designs a voice', () => {
    const answering = Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) =>
      Type === 'AWS::IAM::Policy' && JSON.stringify(Properties).includes('states:SendTask')
        ? [{ id, statements: document.parse(Properties.PolicyDocument).Statement }]
        : [],
    );
    expect(answering.map(({ id }) => id)).toEqual([expect.stringContaining('SweepReviewsRole')]);
    expect(answering[0]?.statements).toContainEqual({
      Effect: 'Allow',
      Action: ['states:SendTaskSuccess'],
      Resource: { Ref: expect.stringContaining('DesignVoiceStateMachine') },
    });
  });
});

const printed = z.array(z.string());

it('cdk-nag finds nothing in another partition, and finds a wildcard that is granted later', () => {
  const script = join(import.meta.dirname, '..', 'support', 'nag-findings.ts');
  const run = (argument: string) =>
    printed.parse(
      JSON.parse(
        execFileSync(process.execPath, [script, argument], { encoding: 'utf8', env: commandEnvironment() }),
      ),
    );
  expect(run('in-china')).toEqual([]);
  expect(run('with-wildcard')).toEqual(
    ['DesignVoice', 'ProbeProvider'].map(
      (id) => `AwsSolutions-IAM5[Resource::*] VoiceDesign/VoiceDesign/${id}/Role/DefaultPolicy/Resource`,
    ),
  );
});
