import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { definitionSchema } from '../../../../local/services/states/language/definition.ts';
import { currentStateName, renamedStates } from '../../../../local/services/states/renamed-states.ts';
import { deployedStack } from '../../../harness/deployed-stack.ts';
import { workflowSettings } from '../../../support/deployments.ts';
import { missingInput, requiredInput } from './required-input.ts';

/** The states of the last version whose executions stored no definition, with the paths of the input that each needs. */
const former = z
  .record(z.string(), z.record(z.string(), z.array(z.string())))
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/former-states.json'), 'utf8')));

const { machines } = deployedStack(workflowSettings);
const resources = {
  DesignVoice: machines.design,
  PurgeVoices: machines.purge,
  ReconcileVoices: machines.reconcile,
};

describe.each(Object.entries(resources))('an execution of %s without a definition', (machine, resource) => {
  const { DefinitionString } = z.object({ DefinitionString: z.string() }).parse(resource.properties);
  const definition = definitionSchema.parse(JSON.parse(DefinitionString));
  const required = requiredInput(definition);
  const states = Object.entries(former[machine] ?? {});

  it('continues in a state of the current definition, which needs no input that it lacks', () => {
    expect(states.length).toBeGreaterThan(5);
    const problems = states.flatMap(([state, available]) => {
      const name = currentStateName(`VoiceDesign-${machine}1`, state);
      if (!Object.hasOwn(definition.States, name)) return [`${state}: no state ${name}`];
      return missingInput(required[name] ?? [], available).map((path) => `${state}: ${name} needs ${path}`);
    });
    expect(problems).toEqual([]);
  });

  it('has no renamed state that never existed', () => {
    const unknown = Object.keys(renamedStates[machine] ?? {}).filter(
      (name) => !Object.hasOwn(former[machine] ?? {}, name),
    );
    expect(unknown).toEqual([]);
  });
});

describe('the check of the input', () => {
  const definition = definitionSchema.parse({
    StartAt: 'Park',
    States: {
      Park: { Type: 'Task', Parameters: { 'id.$': '$.voiceId' }, ResultPath: '$.answer', Next: 'Query' },
      Query: { Type: 'Task', Parameters: { 'a.$': '$.answer.a', 'b.$': '$.review.seconds' }, End: true },
    },
  });

  it('follows the input to later states, without the parts that states add', () => {
    expect(requiredInput(definition)).toEqual({
      Park: ['$.review.seconds', '$.voiceId'],
      Query: ['$.answer.a', '$.review.seconds'],
    });
  });

  it('accepts a part of an available object, and no other part of it', () => {
    expect(missingInput(['$.voice.status', '$.review.seconds'], ['$.voice', '$.review.polls'])).toEqual([
      '$.review.seconds',
    ]);
  });
});
