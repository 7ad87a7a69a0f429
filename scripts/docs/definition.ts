import { z } from 'zod';
import type { Template } from '../../local/assembly/template.ts';

const taskSchema = z.looseObject({
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

/** A state. The states inside a Map state contain no further Map states. */
const stateSchema = taskSchema.extend({
  ItemProcessor: z.object({ StartAt: z.string(), States: z.record(z.string(), taskSchema) }).optional(),
});
export type State = z.infer<typeof stateSchema>;

const definitionSchema = z.object({
  StartAt: z.string(),
  TimeoutSeconds: z.number(),
  States: z.record(z.string(), stateSchema),
});
export type Definition = z.infer<typeof definitionSchema>;

const machineSchema = z.object({
  Properties: z.object({
    DefinitionString: z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) }),
  }),
});

/** Returns the definition of a construct's state machine. ARNs and names that CloudFormation inserts become `<token>`. */
export function definitionOf(template: Template, construct = 'DesignVoice'): Definition {
  const [, resource] =
    Object.entries(template.Resources).find(
      ([id, { Type }]) =>
        Type === 'AWS::StepFunctions::StateMachine' && id.startsWith(`VoiceDesign${construct}`),
    ) ?? [];
  const [, parts] = machineSchema.parse(resource).Properties.DefinitionString['Fn::Join'];
  return definitionSchema.parse(
    JSON.parse(parts.map((part) => (typeof part === 'string' ? part : '<token>')).join('')),
  );
}
