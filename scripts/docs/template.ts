import { readFileSync } from 'node:fs';
import { App, type Stack } from 'aws-cdk-lib';
import { Template as CdkTemplate } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { VoiceDesignStack } from '../../lib/index.ts';
import { type Template, templateSchema } from '../../local/assembly/template.ts';

const cdkJson = z.object({ context: z.record(z.string(), z.unknown()) });

/**
 * Synthesizes a stack of an app with the context of cdk.json, without the bundles of the functions.
 *
 * @returns the template
 */
export function templateWithoutBundles(makeStack: (app: App) => Stack): unknown {
  const { context } = cdkJson.parse(JSON.parse(readFileSync('cdk.json', 'utf8')));
  const stack = makeStack(new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } }));
  return withoutValidation(() => CdkTemplate.fromStack(stack).toJSON());
}

/**
 * Synthesizes without the CDK's check of the template, which takes half of the time. Tests check the templates against
 * CloudFormation's schemas. The CDK has no other switch than the variable, which it reads during the synthesis.
 */
function withoutValidation<Result>(synthesize: () => Result): Result {
  const { CDK_VALIDATION: before } = process.env;
  process.env.CDK_VALIDATION = 'false';
  try {
    return synthesize();
  } finally {
    if (before === undefined) delete process.env.CDK_VALIDATION;
    else process.env.CDK_VALIDATION = before;
  }
}

/** The template of the default deployment. */
export function defaultTemplate(): Template {
  return templateSchema.parse(templateWithoutBundles((app) => new VoiceDesignStack(app, 'VoiceDesign', {})));
}
