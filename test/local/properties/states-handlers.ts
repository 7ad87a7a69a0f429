import { jest } from '@jest/globals';
import { changes, type PropertyCases } from './property-case.ts';
import { execute, failingTask, outcome, part, type Workflow, waiting } from './states-fixture.ts';

const all = { ErrorEquals: ['States.ALL'] };
const notFound = 'DynamoDB.ResourceNotFoundException';

/** A task that fails, with a retrier, and a catcher that ends the execution with `caught`. */
const retrying = (retrier: object): Workflow => ({
  states: {
    One: { ...failingTask, Retry: [{ ...all, ...retrier }], Catch: [{ ...all, Next: 'Caught' }], End: true },
    Caught: { Type: 'Pass', Result: 'caught', End: true },
  },
});

/** A task that fails, with a catcher. */
const catching = (catcher: object): Workflow => ({
  states: {
    One: {
      ...failingTask,
      Catch: [{ ...all, Next: 'Caught', ResultPath: '$.error', ...catcher }],
      End: true,
    },
    Caught: { Type: 'Pass', OutputPath: '$.error.Error', End: true },
    Other: { Type: 'Pass', Result: 'other', End: true },
  },
  input: { error: { Error: 'input' } },
});

const slowly = { IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 80_000 };

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
export const handlerCases: PropertyCases = {
  'Retry.ErrorEquals': waiting(
    (name: string) => retrying({ ErrorEquals: [name], IntervalSeconds: 80_000 }),
    ['Other', 'ends'],
    [notFound, 'waits'],
  ),
  'Retry.IntervalSeconds': waiting(
    (IntervalSeconds: number) => retrying({ IntervalSeconds, MaxAttempts: 1 }),
    [1, 'ends'],
    [80_000, 'waits'],
  ),
  'Retry.MaxAttempts': waiting(
    (MaxAttempts: number) => retrying({ ...slowly, MaxAttempts }),
    [1, 'ends'],
    [2, 'waits'],
  ),
  'Retry.BackoffRate': waiting(
    (BackoffRate: number) => retrying({ ...slowly, BackoffRate }),
    [1, 'ends'],
    [80_000, 'waits'],
  ),
  'Retry.MaxDelaySeconds': waiting(
    (MaxDelaySeconds: number) => retrying({ ...slowly, MaxDelaySeconds }),
    [2, 'ends'],
    [100_000, 'waits'],
  ),
  'Retry.JitterStrategy': changes(
    async (fixture, JitterStrategy: string) => {
      const random = jest.spyOn(Math, 'random').mockReturnValue(0);
      try {
        return await outcome(fixture, retrying({ IntervalSeconds: 80_000, MaxAttempts: 1, JitterStrategy }));
      } finally {
        random.mockRestore();
      }
    },
    ['FULL', 'ends'],
    ['NONE', 'waits'],
  ),
  'Catch.ErrorEquals': part(
    (name: string) => catching({ ErrorEquals: [name], Next: 'Other' }),
    [notFound, 'other'],
    ['Other', notFound],
  ),
  'Catch.Next': part((Next: string) => catching({ Next }), ['Caught', notFound], ['Other', 'other']),
  'Catch.ResultPath': changes(
    (fixture, ResultPath: string | null) => execute(fixture, catching({ ResultPath })),
    ['$.error', notFound],
    [null, 'input'],
  ),
};
