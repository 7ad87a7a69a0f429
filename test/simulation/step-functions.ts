import { z } from 'zod';
import { AwsError } from '../../local/core/aws-error.ts';
import { machineArn, parseExecutionArn } from '../../local/services/states/arns.ts';
import { machineNames } from '../harness/deployed-stack.ts';
import type { Engine } from './engine.ts';
import { statesPermissions } from './permissions.ts';
import type { CallFaults, EdgeParts, Edges, Process } from './process.ts';

export interface StepFunctionsParts extends EdgeParts {
  readonly edges: Edges;
  readonly engine: Engine;
}

const unavailable = () => new AwsError('InternalServerError', 'try again', 500);

/** The operations of Step Functions that functions call, with their faults. */
const operations: Readonly<
  Record<string, { faults: CallFaults; call: (input: object, parts: StepFunctionsParts) => object }>
> = {
  StartExecution: {
    faults: {
      fails: ['execution: cannot be started', unavailable],
      answerLost: ['execution: answer to the start lost', unavailable],
    },
    call: startExecution,
  },
  DescribeExecution: {
    faults: { fails: ['execution: cannot be looked at', unavailable] },
    call: describeExecution,
  },
  SendTaskSuccess: {
    faults: {
      fails: ['wake: cannot be sent', unavailable],
      answerLost: ['wake: answer lost', unavailable],
    },
    call: sendTaskSuccess,
  },
};

/** Performs an operation of Step Functions for a function. @throws AwsError */
export async function callStepFunctions(
  process: Process,
  operation: string,
  input: object,
  parts: StepFunctionsParts,
): Promise<unknown> {
  const known = operations[operation];
  if (!known) throw new AwsError('UnknownOperationException', operation);
  // A refusal travels back like every other answer.
  const call = () =>
    refusalOr(() => {
      for (const request of statesPermissions(operation, input)) process.permit(request);
      return known.call(input, parts);
    });
  const answer = await parts.edges.persist(process, call, known.faults);
  if (answer instanceof AwsError) throw answer;
  return answer;
}

const startInput = z.object({ stateMachineArn: z.string(), name: z.string(), input: z.string() });
const describeInput = z.object({ executionArn: z.string() });
const wakeInput = z.object({ taskToken: z.string(), output: z.string() });

function startExecution(input: object, { engine }: StepFunctionsParts): object {
  const { stateMachineArn, name, input: text } = startInput.parse(input);
  const machine = machineNames.find((each) => machineArn(each) === stateMachineArn);
  if (!machine) throw new AwsError('StateMachineDoesNotExist', stateMachineArn);
  engine.start(machine, name, JSON.parse(text));
  return {};
}

function describeExecution(input: object, { engine }: StepFunctionsParts): object {
  const { executionArn } = describeInput.parse(input);
  const { machine, name = '' } = parseExecutionArn(executionArn) ?? {};
  const known = machineNames.find((each) => each === machine);
  const row = known && engine.find(known, name);
  if (!row) throw new AwsError('ExecutionDoesNotExist', executionArn);
  return { status: row.status };
}

/** Wakes a parked execution, sometimes late or twice. */
function sendTaskSuccess(input: object, { engine, faults, time, random }: StepFunctionsParts): object {
  const { taskToken, output } = wakeInput.parse(input);
  const wake = () => engine.answerTask(taskToken, { output: JSON.parse(output) });
  const wakeLater = (milliseconds: number) => time.after(milliseconds, () => void refusalOr(() => wake()));
  if (faults.strikes('wake: arrives late')) wakeLater(random.between(1_000, 1_200_000));
  else wake();
  if (faults.strikes('wake: sent twice')) wakeLater(random.between(1, 60_000));
  return {};
}

function refusalOr<Answer>(call: () => Answer): Answer | AwsError {
  try {
    return call();
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}
