import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { metrics } from '../../../lambdas/shared/metrics.ts';
import type { VoiceDesignSettings } from '../../../lib/index.ts';
import { synthesizedTemplate } from '../../support/template.ts';

/** List prices of us-east-1 in USD per month. Source: https://aws.amazon.com/cloudwatch/pricing/ */
const prices = { alarmMetric: 0.1, metric: 0.3, dashboard: 3 };

const alarm = z.object({
  Properties: z.object({ Metrics: z.array(z.object({ MetricStat: z.unknown().optional() })).optional() }),
});
const machine = z.object({ Properties: z.object({ DefinitionString: z.unknown() }) });

/** Returns the items of a deployment that CloudWatch bills. An alarm on an expression counts each of its metrics. */
function billed(settings?: VoiceDesignSettings) {
  const template = synthesizedTemplate(settings);
  const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map((resource) => {
    const { Metrics } = alarm.parse(resource).Properties;
    return Metrics ? Metrics.filter(({ MetricStat }) => MetricStat !== undefined).length : 1;
  });
  const rows: readonly {
    readonly name: string;
    readonly dimension?: { readonly values: readonly string[] };
  }[] = Object.values(metrics);
  const logMetrics = rows.reduce((sum, { dimension }) => sum + (dimension?.values.length ?? 1), 0);
  const definitions = Object.values(template.findResources('AWS::StepFunctions::StateMachine')).map(
    (resource) => JSON.stringify(machine.parse(resource).Properties.DefinitionString).replaceAll('\\', ''),
  );
  const put = definitions.flatMap((text) =>
    [...text.matchAll(/"MetricName":"(\w+)"/g)].map(([, name]) => name),
  );
  const lists = definitions.flatMap((text) => text.match(/\{"family":"\w+","scope":"\w+"\}/g) ?? []);
  return {
    alarms: alarms.length,
    alarmMetrics: alarms.reduce((sum, each) => sum + each, 0),
    listMetrics: new Set(put).size * new Set(lists).size,
    logMetrics,
    dashboards: Object.keys(template.findResources('AWS::CloudWatch::Dashboard')).length,
  };
}

/** Returns the numbers of the row of docs/deploying.md that begins with the given text. */
function row(begins: string): number[] {
  const [, section = ''] = readFileSync('docs/deploying.md', 'utf8').split('\n## Monitoring costs\n');
  const line = section.split('\n').find((each) => each.startsWith(`| ${begins}`)) ?? '';
  const [, ...cells] = line.split('|').slice(1, -1);
  return cells.map(Number);
}

const rounded = (usd: number) => Number(usd.toFixed(2));

describe("CloudWatch's bill", () => {
  it('is the amount in docs/deploying.md for the default settings', () => {
    const { alarms, alarmMetrics, listMetrics, logMetrics, dashboards } = billed();
    expect({
      alarms: row(`${alarms} alarms`),
      lists: row('Counts of'),
      log: row('Metrics in the logs'),
      dashboard: row('The dashboard'),
    }).toEqual({
      alarms: [alarmMetrics, rounded(alarmMetrics * prices.alarmMetric)],
      lists: [listMetrics, rounded(listMetrics * prices.metric)],
      log: [logMetrics, rounded(logMetrics * prices.metric)],
      dashboard: [dashboards, rounded(dashboards * prices.dashboard)],
    });
    const total =
      alarmMetrics * prices.alarmMetric +
      (listMetrics + logMetrics) * prices.metric +
      dashboards * prices.dashboard;
    expect(row('**Together**')).toEqual([
      alarmMetrics + listMetrics + logMetrics + dashboards,
      rounded(total),
    ]);
  });

  it('grows by the documented amount for a further scope with both families', () => {
    const one = billed();
    const two = billed({ scopes: ['mainland', 'international'] });
    const alarmMetrics = two.alarmMetrics - one.alarmMetrics;
    const listMetrics = two.listMetrics - one.listMetrics;
    expect(two.logMetrics).toBe(one.logMetrics);
    const more = alarmMetrics * prices.alarmMetric + listMetrics * prices.metric;
    expect(row('A further scope')).toEqual([alarmMetrics + listMetrics, rounded(more)]);
  });

  it('does not include detailed metrics of API methods', () => {
    const [apiStage] = Object.values(synthesizedTemplate().findResources('AWS::ApiGateway::Stage'));
    const methods = apiStage?.Properties.MethodSettings ?? [];
    for (const method of methods) expect(method.MetricsEnabled).not.toBe(true);
  });
});
