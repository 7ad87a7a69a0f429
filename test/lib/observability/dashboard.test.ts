import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { listMetrics } from '../../../lambdas/shared/contract.ts';
import { metrics } from '../../../lambdas/shared/metrics.ts';
import type { Template } from '../../../local/assembly/template.ts';
import { simulationSettings, unusualSettings } from '../../support/deployments.ts';
import { synthesized, templateOf } from '../../support/synthesized.ts';

/**
 * Metrics of AWS services that the dashboard shows, as their documentation lists them, with the type of the resource that
 * each dimension names.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
const services: Readonly<
  Record<string, { readonly names: readonly string[]; readonly dimensions: Readonly<Record<string, string>> }>
> = {
  'AWS/States': {
    names: [
      'ExecutionsStarted',
      'ExecutionsSucceeded',
      'ExecutionsFailed',
      'ExecutionsTimedOut',
      'ExecutionsAborted',
    ],
    dimensions: { StateMachineArn: 'AWS::StepFunctions::StateMachine' },
  },
  'AWS/ApiGateway': {
    names: ['Count', '4XXError', '5XXError'],
    dimensions: { ApiName: 'AWS::ApiGateway::RestApi' },
  },
  'AWS/Lambda': {
    names: ['ConcurrentExecutions', 'Throttles', 'Errors'],
    dimensions: { FunctionName: 'AWS::Lambda::Function' },
  },
  'AWS/Events': {
    names: ['Invocations', 'FailedInvocations'],
    dimensions: { RuleName: 'AWS::Events::Rule', EventBusName: 'AWS::Events::EventBus' },
  },
  'AWS/SQS': {
    names: ['ApproximateNumberOfMessagesVisible'],
    dimensions: { QueueName: 'AWS::SQS::Queue' },
  },
};

const dashboardType = 'AWS::CloudWatch::Dashboard';
const joined = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) });
const body = z.object({
  widgets: z.array(
    z.object({
      type: z.string(),
      properties: z.looseObject({
        metrics: z.array(z.array(z.unknown())).optional(),
        alarms: z.array(z.string()).optional(),
      }),
    }),
  ),
});

interface ShownMetric {
  readonly namespace: string;
  readonly name: string;
  /** Values are texts, or the intrinsic functions of the template. */
  readonly dimensions: Readonly<Record<string, unknown>>;
}

/** Returns the widgets of the dashboard. An intrinsic function in a text is replaced by `{{<index in values>}}`. */
function widgetsOf(template: Template) {
  const [dashboard] = Object.values(template.Resources).filter(({ Type }) => Type === dashboardType);
  const [, parts] = joined.parse(dashboard?.Properties.DashboardBody)['Fn::Join'];
  const values: unknown[] = [];
  const text = parts
    .map((part) => (typeof part === 'string' ? part : `{{${values.push(part) - 1}}}`))
    .join('');
  return { widgets: body.parse(JSON.parse(text)).widgets, values };
}

/** Returns the metrics of all graphs, also those that only an expression uses. */
function shownMetrics(template: Template): ShownMetric[] {
  const { widgets, values } = widgetsOf(template);
  const resolved = (text: string) => {
    const [, index] = /^\{\{(\d+)\}\}$/.exec(text) ?? [];
    return index === undefined ? text : values[Number(index)];
  };
  return widgets
    .flatMap(({ properties }) => properties.metrics ?? [])
    .map((row) => row.filter((each) => typeof each === 'string'))
    .filter(([namespace]) => namespace !== undefined)
    .map(([namespace = '', name = '', ...pairs]) => ({
      namespace,
      name,
      dimensions: Object.fromEntries(
        pairs.flatMap((key, index) => (index % 2 === 0 ? [[key, resolved(pairs[index + 1] ?? '')]] : [])),
      ),
    }));
}

/** Returns the logical ids that an intrinsic function refers to. */
function referred(value: unknown): string[] {
  const text = JSON.stringify(value) ?? '';
  return [...text.matchAll(/"(?:Ref|Fn::GetAtt)":(?:\["(\w+)"|"(\w+)")/g)].flatMap(
    ([, one, other]) => one ?? other ?? [],
  );
}

const functionProperties = z.object({
  Environment: z.object({ Variables: z.object({ DEPLOYMENT: z.string() }) }),
});

/** Returns the values of the variable `DEPLOYMENT` of all functions of the construct. */
function deploymentsOf({ Resources }: Template): string[] {
  return Object.values(Resources)
    .filter(
      ({ Type, Properties }) => Type === 'AWS::Lambda::Function' && Properties.LoggingConfig !== undefined,
    )
    .map(({ Properties }) => functionProperties.parse(Properties).Environment.Variables.DEPLOYMENT);
}

interface MetricRow {
  readonly name: string;
  readonly dimension?: { readonly name: string; readonly values: readonly string[] };
}
const rows: readonly MetricRow[] = Object.values(metrics);
const rowsByName = new Map(rows.map((row) => [row.name, row]));

describe.each([
  ['the default settings', () => synthesized()],
  ['unusual settings', () => synthesized(unusualSettings)],
  ['a region of China', () => templateOf('China', unusualSettings)],
  ['another stack', () => templateOf('Audiobook')],
] as const)('the dashboard of a deployment with %s', (_, read) => {
  const template = read();
  const shown = shownMetrics(template);

  it('shows only metrics that the functions, the workflows and the services write', () => {
    const [deployment] = deploymentsOf(template);
    const listNames: readonly string[] = Object.values(listMetrics);
    for (const { namespace, name, dimensions } of shown) {
      const service = services[namespace];
      if (service) {
        expect(service.names).toContain(name);
        for (const [dimension, value] of Object.entries(dimensions)) {
          const [id = ''] = referred(value);
          const fixed = Object.values(template.Resources).find(({ Properties }) => Properties.Name === value);
          expect((template.Resources[id] ?? fixed)?.Type).toBe(service.dimensions[dimension]);
        }
        continue;
      }
      expect([namespace, dimensions.Deployment]).toEqual(['VoiceDesign', deployment]);
      const { dimension } = rowsByName.get(name) ?? {};
      if (listNames.includes(name)) {
        expect(JSON.stringify(template)).toContain(
          `\\"family\\":\\"${dimensions.Family}\\",\\"scope\\":\\"${dimensions.Scope}\\"`,
        );
        continue;
      }
      expect(rowsByName.has(name)).toBe(true);
      expect(new Set(Object.keys(dimensions))).toEqual(
        new Set(['Deployment', ...(dimension ? [dimension.name] : [])]),
      );
      if (dimension) expect(dimension.values).toContain(dimensions[dimension.name]);
    }
  });

  it('shows every metric of the functions', () => {
    const names = new Set(shown.map(({ name }) => name));
    expect([...rowsByName.keys()].filter((name) => !names.has(name))).toEqual([]);
  });

  it('shows the state of every alarm, every rule and every dead-letter queue', () => {
    const { widgets, values } = widgetsOf(template);
    const alarmIds = widgets
      .flatMap(({ properties }) => properties.alarms ?? [])
      .flatMap((text) => referred(values[Number(/\d+/.exec(text)?.[0])]));
    // The other stack has an alarm and a rule outside the construct.
    const idsOf = (type: string) =>
      Object.keys(template.Resources).filter(
        (id) => template.Resources[id]?.Type === type && id.startsWith('Voice'),
      );
    expect(alarmIds.sort()).toEqual(idsOf('AWS::CloudWatch::Alarm').sort());
    const referredBy = (namespace: string) =>
      new Set(
        shown
          .filter((each) => each.namespace === namespace)
          .flatMap(({ dimensions }) => referred(dimensions)),
      );
    for (const id of idsOf('AWS::Events::Rule')) expect(referredBy('AWS/Events')).toContain(id);
    const deadLetterQueues = idsOf('AWS::SQS::Queue').filter((id) => /Undelivered|Failed|Poison/.test(id));
    for (const id of deadLetterQueues) expect(referredBy('AWS/SQS')).toContain(id);
  });

  it('names the bus of each rule that is not on the default bus', () => {
    for (const { namespace, dimensions } of shown) {
      if (namespace !== 'AWS/Events') continue;
      const [id = ''] = referred(dimensions.RuleName);
      const bus = template.Resources[id]?.Properties.EventBusName;
      expect(dimensions.EventBusName).toEqual(bus);
      const position = bus === undefined ? 1 : 2;
      expect(dimensions.RuleName).toMatchObject({
        'Fn::Select': [position, { 'Fn::Split': ['/', { 'Fn::GetAtt': [id, 'Arn'] }] }],
      });
    }
  });

  it("has every function's metrics in its dimension", () => {
    expect(new Set(deploymentsOf(template)).size).toBe(1);
  });

  it('stays within the limits of CloudWatch', () => {
    const { widgets } = widgetsOf(template);
    expect(widgets.length).toBeLessThanOrEqual(500);
    expect(shown.length).toBeLessThanOrEqual(2_500);
    for (const { properties } of widgets) {
      expect(properties.metrics?.length ?? 0).toBeLessThanOrEqual(500);
      expect(properties.alarms?.length ?? 0).toBeLessThanOrEqual(100);
    }
  });
});

it('a deployment with dashboard: false has no dashboard', () => {
  expect(simulationSettings.dashboard).toBe(false);
  const types = Object.values(synthesized(simulationSettings).Resources).map(({ Type }) => Type);
  expect(types).not.toContain(dashboardType);
});
