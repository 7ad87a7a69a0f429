import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template as CdkTemplate } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { VoiceDesignStack } from '../../lib/index.ts';
import { type Template, templateSchema } from '../../local/assembly/template.ts';

const cdkJson = z.object({ context: z.record(z.string(), z.unknown()) });

/** A CDK app with the context of cdk.json. It synthesizes templates without the bundles of the functions. */
export function appWithoutBundles(): App {
  // Tests check the templates against CloudFormation's schemas; that check takes half of a synthesis.
  process.env.CDK_VALIDATION = 'false';
  const { context } = cdkJson.parse(JSON.parse(readFileSync('cdk.json', 'utf8')));
  return new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
}

/** The template of the default deployment. */
export function defaultTemplate(): Template {
  const stack = new VoiceDesignStack(appWithoutBundles(), 'VoiceDesign', {});
  return templateSchema.parse(CdkTemplate.fromStack(stack).toJSON());
}
