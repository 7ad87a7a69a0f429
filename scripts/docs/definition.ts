import { z } from 'zod';
import type { Template } from '../../local/assembly/template.ts';

const task = z.looseObject({
  Type: z.string(),
  Resource: z.string().optional(),
  Next: z.string().optional(),
  Default: z.string().optional(),
  Choices: z.array(z.looseObject({ Next: z.string() })).optional(),
  TimeoutSeconds: z.number().optional(),
  Retry: z
    .array(
      z.object({
        ErrorEquals: z.array(z.string()),
        MaxAttempts: z.number().optional(),
        IntervalSeconds: z.number().optional(),
        BackoffRate: z.number().optional(),
        MaxDelaySeconds: z.number().optional(),
      }),
    )
    .optional(),
  Catch: z.array(z.object({ ErrorEquals: z.array(z.string()), Next: z.string() })).optional(),
});

/** A Map state contains states, and none of them is a Map. */
const state = task.extend({
  ItemProcessor: z.object({ StartAt: z.string(), States: z.record(z.string(), task) }).optional(),
});
export type State = z.infer<typeof state>;

const definition = z.object({
  StartAt: z.string(),
  TimeoutSeconds: z.number(),
  States: z.record(z.string(), state),
});
export type Definition = z.infer<typeof definition>;

const machine = z.object({
  Properties: z.object({
    DefinitionString: z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) }),
  }),
});

/** A state machine of a template, by the construct that holds it, with `<token>` where CloudFormation fills in an ARN or a name. */
export function definitionOf(template: Template, construct = 'DesignVoice'): Definition {
  const [, resource] =
    Object.entries(template.Resources).find(
      ([id, { Type }]) =>
        Type === 'AWS::StepFunctions::StateMachine' && id.startsWith(`VoiceDesign${construct}`),
    ) ?? [];
  const [, parts] = machine.parse(resource).Properties.DefinitionString['Fn::Join'];
  return definition.parse(
    JSON.parse(parts.map((part) => (typeof part === 'string' ? part : '<token>')).join('')),
  );
}
