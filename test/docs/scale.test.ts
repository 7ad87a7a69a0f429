import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { synthesized } from '../support/synthesized.ts';

const [, section = ''] = readFileSync('docs/scale.md', 'utf8').split('\n## 100 deployments in an account\n');

/** Returns the numbers for one deployment and for 100 of them in the row of a resource. */
function documented(resource: string): number[] {
  const row = section.split('\n').find((line) => line.startsWith(`| ${resource} |`)) ?? '';
  const [, , one = '', hundred = ''] = row.split('|');
  return [one, hundred].map((cell) => Number(cell.replaceAll(',', '')));
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
