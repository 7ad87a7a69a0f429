import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { ConfigurationError, parseConfig } from '../../lib/settings/config.ts';
import { synthesized } from '../support/synthesized.ts';

const [, section = ''] = readFileSync('docs/scale.md', 'utf8').split('\n## 100 deployments in an account\n');

/** Returns the numbers for one deployment and for 100 of them in the row of a resource. */
function documented(resource: string): number[] {
  const row = section.split('\n').find((line) => line.startsWith(`| ${resource} |`)) ?? '';
  const [, , one = '', hundred = ''] = row.split('|');
  return [one, hundred].map((cell) => Number(cell.replaceAll(',', '')));
}

/** Returns the use of one deployment in the row of a quota in docs/deploying.md. */
function usedOf(quota: string): number {
  const lines = readFileSync('docs/deploying.md', 'utf8').split('\n');
  const row = lines.find((line) => line.startsWith(`| ${quota} |`)) ?? '';
  return Number(/\d+/.exec(row.split('|')[3] ?? '')?.[0]);
}

const { Resources } = synthesized();
const count = (
  type: string,
  isCounted: (properties: Readonly<Record<string, unknown>>) => boolean = () => true,
) => Object.values(Resources).filter(({ Type, Properties }) => Type === type && isCounted(Properties)).length;

it.each([
  ['IAM roles', count('AWS::IAM::Role')],
  ['Event buses', count('AWS::Events::EventBus')],
  ['Rules on the default bus', count('AWS::Events::Rule', ({ EventBusName }) => EventBusName === undefined)],
  ['CloudWatch alarms', count('AWS::CloudWatch::Alarm')],
  ['REST APIs', count('AWS::ApiGateway::RestApi')],
  ['Log groups', count('AWS::Logs::LogGroup')],
  ['State machines', count('AWS::StepFunctions::StateMachine')],
  ['DynamoDB tables', count('AWS::DynamoDB::Table')],
  ['Dashboards', count('AWS::CloudWatch::Dashboard')],
])('docs/scale.md has the number of %s in a deployment, within a tenth', (resource, one) => {
  const [shown = 0, hundred] = documented(resource);
  expect(Math.abs(shown - one)).toBeLessThanOrEqual(one / 10);
  expect(hundred).toBe(100 * shown);
});

it('docs/scale.md has the number of resources in a stack', () => {
  const [, about = ''] = /a deployment has about (\d+)\./.exec(section) ?? [];
  expect(Math.abs(Number(about) - Object.keys(Resources).length)).toBeLessThanOrEqual(20);
});

it.each([
  ['IAM roles in the account', count('AWS::IAM::Role')],
  [
    'EventBridge rules on a bus',
    count('AWS::Events::Rule', ({ EventBusName }) => EventBusName !== undefined),
  ],
  ['Secrets Manager secrets', count('AWS::SecretsManager::Secret')],
])('docs/deploying.md has the use of the quota %s', (quota, one) => {
  expect(usedOf(quota)).toBe(one);
});

it('docs/scale.md has the number of deployments that fit into an account with the roles of the CDK bootstrap', () => {
  const [quota, ofBootstrap] = [1_000, 5];
  const [, shown = ''] = /Up to (\d+) deployments\s+fit into an account/.exec(section) ?? [];
  expect(Number(shown)).toBe(Math.floor((quota - ofBootstrap) / count('AWS::IAM::Role')));
});

it.each([
  ['CosyVoice alone', /at most (\d+) deployments with CosyVoice alone/, { mainland: ['cosyvoice'] }],
  ['both families', /or (\d+) that also offer Qwen/, { mainland: ['cosyvoice', 'qwen'] }],
])('docs/scale.md has the number of deployments of %s on one DashScope account', (_, pattern, offered) => {
  const [, shown = ''] = pattern.exec(section) ?? [];
  const isPossible = (deployments: number) => {
    try {
      parseConfig({ offered, providerShare: Math.floor(100 / deployments) / 100 });
      return true;
    } catch (error) {
      if (error instanceof ConfigurationError) return false;
      throw error;
    }
  };
  expect(isPossible(Number(shown))).toBe(true);
  expect(isPossible(Number(shown) + 1)).toBe(false);
});
