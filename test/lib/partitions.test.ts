import { expect, it } from '@jest/globals';
import { unusualSettings } from '../support/deployments.ts';
import { synthesized, templateOf } from '../support/synthesized.ts';

it.each([
  ['a deployment', () => synthesized()],
  ['one with everything switched on', () => synthesized(unusualSettings)],
  ['the construct in a stack of its own', () => templateOf('Audiobook')],
])(
  'no ARN names the partition aws, so that aws-cn and aws-us-gov are deployed to as well: %s',
  (_, template) => {
    const text = JSON.stringify(template());
    expect(text).toContain('"AWS::Partition"');
    expect(text.match(/.{0,60}arn:aws[a-z-]*:.{0,60}/g)).toBeNull();
  },
);

it.each([
  ['China', 'aws-cn'],
  ['GovCloud', 'aws-us-gov'],
] as const)('where the region is known at synth, every ARN is of its partition: %s', (stack, partition) => {
  const text = JSON.stringify(templateOf(stack, unusualSettings));
  const named = [...text.matchAll(/arn:(aws[a-z-]*):/g)].map(([, name]) => name);
  expect(new Set(named)).toEqual(new Set([partition]));
});
