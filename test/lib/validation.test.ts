import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import aslValidator from 'asl-validator';
import { z } from 'zod';
import { Resolver } from '../../local/assembly/intrinsics.ts';
import { unusualSettings } from '../support/deployments.ts';
import { commandEnvironment, runFolder } from '../support/run-folder.ts';
import { synthesized, templateOf } from '../support/synthesized.ts';

function validationErrors(templates: Readonly<Record<string, unknown>>): unknown {
  const files = Object.entries(templates).map(([name, template]) => {
    const file = join(runFolder(), `validated-${process.pid}-${name}.json`);
    writeFileSync(file, JSON.stringify(template));
    return file;
  });
  const script = join(import.meta.dirname, '..', 'support', 'cloudformation-findings.ts');
  return JSON.parse(
    execFileSync(process.execPath, [script, ...files], { encoding: 'utf8', env: commandEnvironment() }),
  );
}

it("CloudFormation's validation finds neither errors nor warnings", () => {
  expect(
    validationErrors({
      default: synthesized(),
      everything: synthesized(unusualSettings),
      embedded: templateOf('Audiobook'),
    }),
  ).toEqual([]);
});

it("CloudFormation's validation finds an invalid property", () => {
  const Queue = { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 100_000 } };
  expect(validationErrors({ broken: { Resources: { Queue } } })).not.toEqual([]);
});

const machine = z.object({ DefinitionString: z.string() });

it.each(['DesignVoice', 'PurgeVoices', 'ReconcileVoices'])(
  '%s is a valid definition in the Amazon States Language',
  (name) => {
    const template = synthesized();
    const identities = new Map(
      Object.keys(template.Resources).map((id) => [
        id,
        { ref: id, attributes: { Arn: `arn:aws:lambda:us-east-1:000000000000:function:${id}` } },
      ]),
    );
    const [resource] = Object.entries(template.Resources).flatMap(([id, each]) =>
      each.Type === 'AWS::StepFunctions::StateMachine' && id.includes(name) ? [each] : [],
    );
    const resolver = new Resolver({ stackName: 'VoiceDesign', template, identities });
    const { DefinitionString } = machine.parse(resolver.resolve(resource?.Properties));
    const { isValid, errors } = aslValidator(JSON.parse(DefinitionString), {
      checkPaths: true,
      checkArn: true,
    });
    expect(errors).toEqual([]);
    expect(isValid).toBe(true);
  },
);
