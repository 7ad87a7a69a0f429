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
