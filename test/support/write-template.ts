import { renameSync, writeFileSync } from 'node:fs';
import { type App, Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { AudiobookStack, NestedAudiobookStack } from '../../examples/embed.ts';
import { VoiceDesign, type VoiceDesignSettings, VoiceDesignStack } from '../../lib/index.ts';
import { templateWithoutBundles } from '../../scripts/docs/template.ts';
import type { Deployment } from './deployments.ts';

const stacks: Readonly<Record<Deployment['stack'], (app: App, settings: VoiceDesignSettings) => Stack>> = {
  VoiceDesign: (app, settings) => new VoiceDesignStack(app, 'VoiceDesign', { settings }),
  // The same construct id with another stack name, like two environments of one app.
  Twin: (app, settings) => new VoiceDesignStack(app, 'VoiceDesign', { settings, stackName: 'Twin' }),
  // The longest names that CloudFormation and the CDK allow.
  LongNames: (app, settings) => {
    const stack = new Stack(app, 'LongNames'.padEnd(128, 'x'));
    new VoiceDesign(new Construct(stack, 'Deep'.padEnd(200, 'x')), 'Voices', { settings });
    return stack;
  },
  // A stack with a fixed region, for which the CDK resolves the partition at synth.
  China: (app, settings) => inRegion(app, settings, 'cn-north-1'),
  GovCloud: (app, settings) => inRegion(app, settings, 'us-gov-west-1'),
  Audiobook: (app) => new AudiobookStack(app, 'Audiobook'),
  // Alarms go to a topic of the same stack and to an address.
  Pager: (app) => {
    const stack = new Stack(app, 'Stack', { env: { region: 'eu-west-1' } });
    const { topicArn: alarmTopicArn } = new Topic(stack, 'Pager');
    new VoiceDesign(stack, 'Voices', { settings: { alarmTopicArn, alarmEmail: 'ops@example.com' } });
    return stack;
  },
  Nested: (app) => new NestedAudiobookStack(app, 'Nested').voicesStack,
};

function inRegion(app: App, settings: VoiceDesignSettings, region: string): Stack {
  return new VoiceDesignStack(app, 'VoiceDesign', { settings, env: { account: '111111111111', region } });
}

/** Writes the template of a deployment to a file, without bundles. */
export function writeTemplate({ stack, settings }: Deployment, file: string): void {
  const template = templateWithoutBundles((app) => stacks[stack](app, settings));
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, JSON.stringify(template));
  renameSync(unfinished, file);
}
