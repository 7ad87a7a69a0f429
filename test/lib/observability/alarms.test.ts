import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { unusualSettings } from '../../support/deployments.ts';
import { synthesizedTemplate } from '../../support/template.ts';

const attribute = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });
const metricStat = z.object({ Metric: z.object({ Namespace: z.string(), MetricName: z.string() }) });
const alarm = z.object({
  Properties: z.object({
    AlarmName: z.string(),
    AlarmDescription: z.string(),
    AlarmActions: z.array(z.object({ Ref: z.string() })).optional(),
    OKActions: z.array(z.object({ Ref: z.string() })).optional(),
    Dimensions: z.array(z.object({ Name: z.string(), Value: z.unknown() })).optional(),
    Threshold: z.number(),
    MetricName: z.string().optional(),
    Metrics: z
      .array(z.object({ Expression: z.string().optional(), MetricStat: metricStat.optional() }))
      .optional(),
    Period: z.number().optional(),
    EvaluationPeriods: z.number(),
    DatapointsToAlarm: z.number(),
    ComparisonOperator: z.string(),
    TreatMissingData: z.enum(['notBreaching', 'ignore']),
  }),
});
const described = /^\[(critical|warning)\] .+\. Runbook: docs\/operations\.md#([a-z-]+)$/;

function alarmsOf(template: Template) {
  return Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
    (resource) => alarm.parse(resource).Properties,
  );
}

/** Returns the logical ids of all dead-letter queues. */
function deadLetterQueues(template: Template): string[] {
  const text = JSON.stringify(template.toJSON().Resources);
  const named = [
    ...text.matchAll(
      /"(?:deadLetterTargetArn|DeadLetterConfig":\{"Arn|OnFailure":\{"Destination)":(\{"Fn::GetAtt":\[[^\]]+\]\})/g,
    ),
  ].map(([, target = '']) => attribute.parse(JSON.parse(target))['Fn::GetAtt'][0]);
  return [...new Set(named)].sort();
}

/** Returns the anchors of the alarms' sections in docs/operations.md, as GitHub generates them from headings. */
function runbookAnchors(): string[] {
  const [, alarms = ''] = readFileSync('docs/operations.md', 'utf8').split('\n## Alarms\n');
  const section = alarms.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^### (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^a-z0-9 -]/g, '')
      .replaceAll(' ', '-'),
  );
}

describe('alarms', () => {
  let template: Template;
  beforeAll(() => {
    template = synthesizedTemplate();
  });

  it('watch every dead-letter queue and start at the first message', () => {
    const queues = deadLetterQueues(template);
    expect(queues.length).toBeGreaterThanOrEqual(6);
    // The events queue is the only one that is not a dead-letter queue.
    expect(Object.keys(template.findResources('AWS::SQS::Queue'))).toHaveLength(queues.length + 1);
    const watched = alarmsOf(template).flatMap(({ Dimensions = [], Threshold }) =>
      Dimensions.filter(({ Name }) => Name === 'QueueName').map(({ Value }) => ({
        queue: attribute.parse(Value)['Fn::GetAtt'][0],
        Threshold,
      })),
    );
    expect(watched.sort((one, other) => (one.queue < other.queue ? -1 : 1))).toEqual(
      queues.map((queue) => ({ queue, Threshold: 1 })),
    );
  });

  it('have a summary, a severity and a section in the runbook', () => {
    const alarms = alarmsOf(template);
    const linked = alarms.map(({ AlarmDescription }) => described.exec(AlarmDescription)?.[2]);
    expect([...new Set(linked)].sort()).toEqual(runbookAnchors().sort());
    expect(new Set(alarms.map(({ AlarmName }) => AlarmName)).size).toBe(alarms.length);
    for (const { AlarmName } of alarms) expect(AlarmName).toMatch(/^VoiceDesign\.[A-Za-z.-]+$/);
  });

  it('are not raised in the first hour without data, nor for a scope whose key is stored within that hour', () => {
    for (const deployed of [template, synthesizedTemplate(unusualSettings)]) {
      for (const { MetricName, ComparisonOperator, Period = 0, ...alarm } of alarmsOf(deployed)) {
        // Without data, `notBreaching` gives the state OK, and `ignore` leaves a new alarm without a state.
        expect(['notBreaching', 'ignore']).toContain(alarm.TreatMissingData);
        if (ComparisonOperator !== 'LessThanThreshold') continue;
        // Only counts of runs can be too low. Runs start with the deployment, and a run without a key counts 0.
        expect(MetricName).toBe('CleanScans');
        const runsOfAnHour = Math.floor(3_600 / Period);
        expect(alarm.DatapointsToAlarm).toBeGreaterThan(runsOfAnHour);
        expect(alarm.EvaluationPeriods).toBe(alarm.DatapointsToAlarm);
      }
    }
  });

  it('are OK without data, except those on lists, which wait for the first run', () => {
    for (const { AlarmName, TreatMissingData } of alarmsOf(template)) {
      expect([AlarmName, TreatMissingData]).toEqual([
        AlarmName,
        AlarmName.includes('.Lists.') ? 'ignore' : 'notBreaching',
      ]);
    }
  });

  it('watch the lists of configured scopes only', () => {
    const scopesOf = (deployed: Template) => {
      const text = JSON.stringify(deployed.findResources('AWS::CloudWatch::Alarm'));
      return [
        ...new Set([...text.matchAll(/"Name":"Scope","Value":"(\w+)"/g)].map(([, scope]) => scope)),
      ].sort();
    };
    expect(scopesOf(template)).toEqual(['mainland']);
    expect(scopesOf(synthesizedTemplate(unusualSettings))).toEqual(['international', 'mainland']);
  });

  it('include one on the provider key for each scope', () => {
    const waiting = alarmsOf(synthesizedTemplate(unusualSettings)).filter(({ Metrics = [] }) =>
      Metrics.some(({ MetricStat }) => MetricStat?.Metric.MetricName === 'WaitingKeys'),
    );
    expect(waiting.map(({ AlarmName }) => AlarmName.split('.').slice(-2)).sort()).toEqual([
      ['international', 'WaitingKey'],
      ['mainland', 'WaitingKey'],
    ]);
  });

  it('evaluate at most one day, the maximum of CloudWatch, with the longest interval of reconciliation', () => {
    const rare = synthesizedTemplate({ reconcileEveryMinutes: 360 });
    for (const { Period = 300, EvaluationPeriods } of alarmsOf(rare)) {
      expect(Period * EvaluationPeriods).toBeLessThanOrEqual(86_400);
    }
  });

  it('on lists keep their state when a run is late or a count is near the threshold', () => {
    const ofLists = alarmsOf(template).filter(({ AlarmName }) => AlarmName.includes('.Lists.'));
    expect(ofLists.length).toBeGreaterThanOrEqual(8);
    for (const { TreatMissingData, EvaluationPeriods, DatapointsToAlarm } of ofLists) {
      expect(TreatMissingData).toBe('ignore');
      expect(EvaluationPeriods).toBeGreaterThan(1);
      // With all or one of the periods, two counts on both sides of the threshold do not change the state repeatedly.
      expect([1, EvaluationPeriods]).toContain(DatapointsToAlarm);
    }
  });

  it('watch failed, timed-out and aborted executions of every workflow', () => {
    const machines = Object.keys(template.findResources('AWS::StepFunctions::StateMachine'));
    const summed = alarmsOf(template).flatMap(({ Metrics = [] }) => {
      const names = Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric.MetricName ?? []);
      return names.some((name) => name.startsWith('Executions')) ? [names.sort().join()] : [];
    });
    const ends = 'ExecutionsAborted,ExecutionsFailed,ExecutionsTimedOut';
    // "Design a voice" succeeds if the function that settles executions has settled its voice.
    const expected = [...machines.slice(1).map(() => ends), `${ends},Invocations`];
    expect(summed.sort()).toEqual(expected);
  });

  it('watch errors of the API and throttled creates', () => {
    const alarms = alarmsOf(template);
    const names = alarms.map(({ MetricName }) => MetricName);
    expect(names).toContain('Throttles');
    const summed = alarms.map(({ Metrics = [] }) =>
      Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric.MetricName ?? []),
    );
    expect(summed).toContainEqual(['5XXError', 'ApiRefusals']);
  });

  it('send mail at their start and end, and only to the address of the settings', () => {
    template.resourceCountIs('AWS::SNS::Topic', 0);
    for (const { AlarmActions, OKActions } of alarmsOf(template)) {
      expect([AlarmActions, OKActions]).toEqual([undefined, undefined]);
    }
    template.hasOutput('AlarmTopicArns', { Value: 'none' });

    const written = synthesizedTemplate(unusualSettings);
    written.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    });
    const [topic] = Object.keys(written.findResources('AWS::SNS::Topic'));
    for (const { AlarmActions, OKActions } of alarmsOf(written)) {
      expect([AlarmActions, OKActions]).toEqual([[{ Ref: topic }], [{ Ref: topic }]]);
    }
    written.hasOutput('AlarmTopicArns', { Value: { Ref: topic } });
  });
});
