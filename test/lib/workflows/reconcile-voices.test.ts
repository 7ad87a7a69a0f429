import { beforeAll, describe, expect, it } from '@jest/globals';
import { errorNames } from '../../../lambdas/shared/contract.ts';
import { reconcileListTimeout } from '../../../lib/operations/reconcile-list.ts';
import { recoverVoicesTimeout } from '../../../lib/operations/recover-voices.ts';
import { type Definition, definitionOf, type State } from '../../../scripts/docs/definition.ts';
import { unusualSettings } from '../../support/deployments.ts';
import { synthesized } from '../../support/synthesized.ts';

describe('the definition of "reconcile voices"', () => {
  let definition: Definition;
  let eachList: Readonly<Record<string, State>>;
  beforeAll(() => {
    definition = definitionOf(synthesized(unusualSettings), 'ReconcileVoices');
    eachList = definition.States['Each list']?.ItemProcessor?.States ?? {};
  });

  it('waits longer than the time-outs of its functions', () => {
    expect(definition.States['Recover voices']?.TimeoutSeconds).toBeGreaterThan(
      recoverVoicesTimeout.toSeconds(),
    );
    expect(eachList['Reconcile list']?.TimeoutSeconds).toBeGreaterThan(reconcileListTimeout.toSeconds());
  });

  it('catches every error of every task, so that a run always reports', () => {
    const tasks = Object.entries({ ...definition.States, ...eachList }).filter(
      ([, { Type }]) => Type === 'Task',
    );
    expect(tasks.map(([name]) => name)).toEqual([
      'Recover voices',
      'Reconcile list',
      'Put metrics',
      'Put metrics of the unread list',
    ]);
    for (const [, { Catch }] of tasks) expect(Catch?.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
  });

  it('counts a list that could not be read as unread, except in a dry run', () => {
    expect(eachList['Reconcile list']?.Catch).toEqual([
      expect.objectContaining({ ErrorEquals: ['States.ALL'], Next: 'Dry run of the unread list?' }),
    ]);
    expect(eachList['Dry run of the unread list?']).toMatchObject({
      Choices: [{ Variable: '$.dryRun', BooleanEquals: true, Next: 'Report unread list' }],
      Default: 'Put metrics of the unread list',
    });
    expect(eachList['Put metrics of the unread list']?.Parameters).toMatchObject({
      MetricData: [{ MetricName: 'CleanScans', Value: 0 }],
    });
  });

  it('does not retry a list of a scope without a key', () => {
    expect(eachList['Reconcile list']?.Retry?.[0]).toMatchObject({
      ErrorEquals: [errorNames.scopeNotConfigured],
      MaxAttempts: 0,
    });
  });

  it('reads each list of each scope, one after the other', () => {
    expect(definition.States['Each list']).toMatchObject({ MaxConcurrency: 1 });
    expect(definition.States.Begin?.Parameters).toMatchObject({
      lists: ['mainland', 'international'].flatMap((scope) =>
        ['cosyvoice', 'qwen'].map((family) => ({ family, scope })),
      ),
    });
  });
});
