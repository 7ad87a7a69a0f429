import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { AssemblyError } from './errors.ts';
import { type Template, templateSchema } from './template.ts';

/** A stack of a synthesized cloud assembly (`cdk.out`). */
export interface StackArtifact {
  readonly stackName: string;
  /** The absolute path of the assembly. Asset paths in the template are relative to it. */
  readonly folder: string;
  readonly template: Template;
}

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      displayName: z.string().optional(),
      properties: z
        .object({ templateFile: z.string().optional(), stackName: z.string().optional() })
        .optional(),
    }),
  ),
});

/**
 * Reads a stack of the assembly.
 * @param folder the `cdk.out` folder that `cdk synth` wrote
 * @param stackName required if the assembly contains several stacks
 * @throws AssemblyError
 */
export function readStack(folder: string, stackName?: string): StackArtifact {
  const manifest = readJson(join(folder, 'manifest.json'), manifestSchema);
  const stacks = Object.entries(manifest.artifacts)
    .filter(([, artifact]) => artifact.type === 'aws:cloudformation:stack')
    .map(([id, artifact]) => ({
      name: artifact.properties?.stackName ?? id,
      templateFile: artifact.properties?.templateFile ?? `${id}.template.json`,
    }))
    .filter((stack) => stackName === undefined || stack.name === stackName);
  const [stack, ...others] = stacks;
  if (stack === undefined)
    throw new AssemblyError(`${folder} contains no stack${stackName ? ` ${stackName}` : ''}.`);
  if (others.length > 0) {
    throw new AssemblyError(
      `${folder} contains several stacks. Select one of ${stacks.map(({ name }) => name).join(', ')}.`,
    );
  }
  const template = readJson(join(folder, stack.templateFile), templateSchema);
  return { stackName: stack.name, folder: resolve(folder), template };
}

function readJson<Schema extends z.ZodType>(path: string, schema: Schema): z.output<Schema> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new AssemblyError(`${path} cannot be read. Synthesize the app first.`, { cause });
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new AssemblyError(`${path} is not in a format that the local runner reads:\n${issues.join('\n')}`);
}
