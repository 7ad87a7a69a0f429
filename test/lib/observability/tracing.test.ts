import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { synthesized } from '../../support/synthesized.ts';

const { Resources } = synthesized();
/** Returns the resources of a type. Throws if there are none, because a test would then check nothing. */
function ofType(type: string) {
  const found = Object.entries(Resources).filter(([, { Type }]) => Type === type);
  if (found.length === 0) throw new Error(`The template contains no ${type}.`);
  return found.map(([id, { Properties }]) => ({ id, properties: Properties }));
}

const assumedBy = z.object({
  AssumeRolePolicyDocument: z.object({
    Statement: z.tuple([z.object({ Principal: z.object({ Service: z.string() }) })]),
  }),
  Policies: z
    .array(
      z.object({
        PolicyName: z.string(),
        PolicyDocument: z.object({
          Statement: z.array(z.object({ Action: z.union([z.string(), z.array(z.string())]) })),
        }),
      }),
    )
    .default([]),
});

describe('the trace of a request', () => {
  it('begins at the stage of the API', () => {
    for (const { properties } of ofType('AWS::ApiGateway::Stage'))
      expect(properties.TracingEnabled).toBe(true);
  });

  it('continues in every function', () => {
    for (const { properties } of ofType('AWS::Lambda::Function')) {
      expect(properties.TracingConfig).toEqual({ Mode: 'Active' });
    }
  });

  it('continues in every state machine', () => {
    for (const { properties } of ofType('AWS::StepFunctions::StateMachine')) {
      expect(properties.TracingConfiguration).toEqual({ Enabled: true });
    }
  });

  it('can be written by the role of every function and state machine', () => {
    const roles = ofType('AWS::IAM::Role').map(({ id, properties }) => ({
      id,
      ...assumedBy.parse(properties),
    }));
    const tracing = roles.filter(({ AssumeRolePolicyDocument: { Statement } }) =>
      /^(lambda|states)\.amazonaws\.com$/.test(Statement[0].Principal.Service),
    );
    const count = ofType('AWS::Lambda::Function').length + ofType('AWS::StepFunctions::StateMachine').length;
    expect(tracing).toHaveLength(count);
    for (const { Policies } of tracing) {
      const actions = Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement).flatMap(
        ({ Action }) => Action,
      );
      expect(actions).toEqual(expect.arrayContaining(['xray:PutTelemetryRecords', 'xray:PutTraceSegments']));
    }
  });

  it('is named in the access log', () => {
    for (const { properties } of ofType('AWS::ApiGateway::Stage')) {
      expect(JSON.stringify(properties.AccessLogSetting)).toContain('$context.xrayTraceId');
    }
  });
});
