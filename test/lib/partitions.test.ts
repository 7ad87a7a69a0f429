import { expect, it } from '@jest/globals';
import { unusualSettings } from '../support/deployments.ts';
import { synthesized, templateOf } from '../support/synthesized.ts';

it.each([
  ['a deployment', () => synthesized()],
  ['a deployment with unusual settings', () => synthesized(unusualSettings)],
  ['the construct in another stack', () => templateOf('Audiobook')],
])('ARNs in %s do not name a partition, so that deployments to aws-cn and aws-us-gov work', (_, template) => {
  const text = JSON.stringify(template());
  expect(text).toContain('"AWS::Partition"');
  expect(text.match(/.{0,60}arn:aws[a-z-]*:.{0,60}/g)).toBeNull();
});

it.each([
  ['China', 'aws-cn'],
  ['GovCloud', 'aws-us-gov'],
] as const)('ARNs of a stack in a region of %s name its partition', (stack, partition) => {
  const text = JSON.stringify(templateOf(stack, unusualSettings));
  const named = [...text.matchAll(/arn:(aws[a-z-]*):/g)].map(([, name]) => name);
  expect(new Set(named)).toEqual(new Set([partition]));
});
