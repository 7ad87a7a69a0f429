import { z } from 'zod';
import { AwsError } from '../../core/aws-error.ts';
import { parseInput } from '../../core/operation-input.ts';
import type { Operations } from '../../core/ports.ts';
import { executionArn, machineArn } from './arns.ts';
import type { ExecutionRow, ExecutionStore } from './execution-store.ts';
import type { Executions } from './executions.ts';
import { getExecutionHistory } from './history/get-execution-history.ts';
import { type Json, jsonSchema } from './language/definition.ts';
import { payloadLimitBytes } from './language/task-error.ts';

/**
 * Refuses a name with characters that Step Functions does not accept in the names of executions and state machines.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 * @throws AwsError `InvalidName`
 */
export function checkName(name: string): void {
  if (!isValidName(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
}

/** Checks the length and the characters of the name of an execution or a state machine. */
export function isValidName(name: string): boolean {
  return /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u.test(name);
}

const startInput = z.object({
  stateMachineArn: z.string(),
  name: z.string().optional(),
  input: z
    .string()
    .refine((text) => Buffer.byteLength(text) <= payloadLimitBytes, 'is over 256 KiB')
    .default('{}'),
});
const executionInput = z.object({ executionArn: z.string() });
const stopInput = executionInput.extend({ error: z.string().optional(), cause: z.string().optional() });
const machineInput = z.object({ stateMachineArn: z.string() });
const listInput = machineInput.extend({
  statusFilter: z.string().optional(),
  maxResults: z.number().default(100),
  nextToken: z.string().regex(/^\d+$/).optional(),
});

const taskInput = z.object({ taskToken: z.string() });
const successInput = taskInput.extend({
  output: z.string().refine((text) => Buffer.byteLength(text) <= payloadLimitBytes, 'is over 256 KiB'),
});
const failureInput = taskInput.extend({
  error: z.string().default('States.TaskFailed'),
  cause: z.string().default(''),
});

const defaultPage = 100;
const errorType = 'ValidationException';

/** The description of a deployed state machine, without its definition. */
export interface Deployment {
  readonly roleArn: string;
  /** Milliseconds since 1970. */
  readonly creationDate: number;
}

/**
 * The operations of Step Functions' API that a running stack needs.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/
 * @param deployments the deployed machines by their names
 */
export function stepFunctionsOperations(
  executions: Executions,
  store: ExecutionStore,
  deployments: ReadonlyMap<string, Deployment>,
): Operations {
  return {
    ...taskOperations(executions),
    ...executionReads(executions, deployments),
    async StartExecution(input) {
      const { stateMachineArn, input: text, name } = parseInput(startInput, input, errorType);
      if (name !== undefined) checkName(name);
      const row = executions.start(machineOf(stateMachineArn), text, name);
      return { executionArn: executionArn(row.machine, row.name), startDate: seconds(row.startDate) };
    },
    async StopExecution(input) {
      const { executionArn: arn, error, cause } = parseInput(stopInput, input, errorType);
      return { stopDate: seconds(executions.abort(arn, error, cause).stopDate ?? 0) };
    },
    async ListExecutions(input) {
      const { stateMachineArn, statusFilter, maxResults, nextToken } = parseInput(
        listInput,
        input,
        errorType,
      );
      const machine = existing(executions, stateMachineArn);
      if (executions.machine(machine)?.type === 'EXPRESS') {
        const message = 'This operation is not supported by this type of state machine';
        throw new AwsError('StateMachineTypeNotSupported', message);
      }
      const limit = maxResults === 0 ? defaultPage : maxResults;
      const offset = Number(nextToken ?? 0);
      const rows = store.list(machine, { status: statusFilter, limit: limit + 1, offset });
      return {
        executions: rows.slice(0, limit).map(listed),
        ...(rows.length > limit ? { nextToken: String(offset + limit) } : {}),
      };
    },
    async DescribeStateMachine(input) {
      const { stateMachineArn } = parseInput(machineInput, input, errorType);
      const machine = existing(executions, stateMachineArn);
      const { definition, type } = executions.machine(machine) ?? {};
      const { roleArn, creationDate = 0 } = deployments.get(machine) ?? {};
      return {
        stateMachineArn,
        name: machine,
        status: 'ACTIVE',
        definition: JSON.stringify(definition),
        roleArn,
        type,
        creationDate: seconds(creationDate),
      };
    },
  };
}

/** The operations that read one execution. */
function executionReads(executions: Executions, deployments: ReadonlyMap<string, Deployment>): Operations {
  return {
    async DescribeExecution(input) {
      return described(executions.describe(parseInput(executionInput, input, errorType).executionArn));
    },
    async GetExecutionHistory(input) {
      return getExecutionHistory(input, {
        history: (arn) => executions.history(arn),
        roleArnOf: (machine) => deployments.get(machine)?.roleArn ?? '',
      });
    },
  };
}

/** The operations with which a task token is answered. */
function taskOperations(executions: Executions): Operations {
  return {
    async SendTaskSuccess(input) {
      const { taskToken, output } = parseInput(successInput, input, errorType);
      executions.answerTask(taskToken, { output: parseOutput(output) });
      return {};
    },
    async SendTaskFailure(input) {
      const { taskToken, error, cause } = parseInput(failureInput, input, errorType);
      executions.answerTask(taskToken, { error, cause });
      return {};
    },
    async SendTaskHeartbeat(input) {
      executions.heartbeat(parseInput(taskInput, input, errorType).taskToken);
      return {};
    },
  };
}

/** @throws AwsError `InvalidOutput` */
function parseOutput(output: string): Json {
  try {
    return jsonSchema.parse(JSON.parse(output));
  } catch {
    throw new AwsError('InvalidOutput', "Invalid Output: 'The output is not JSON'");
  }
}

/** Returns the name of the machine with the ARN. @throws AwsError `InvalidArn` */
export function machineOf(arn: string): string {
  const match = /^arn:[^:]*:states:[^:]*:[^:]*:stateMachine:([^:]+)$/.exec(arn);
  if (match?.[1] === undefined) throw new AwsError('InvalidArn', `Invalid Arn: '${arn}'`);
  return match[1];
}

function existing(executions: Executions, arn: string): string {
  const machine = machineOf(arn);
  if (executions.machine(machine) !== undefined) return machine;
  throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
}

function listed(row: ExecutionRow) {
  return {
    executionArn: executionArn(row.machine, row.name),
    stateMachineArn: machineArn(row.machine),
    name: row.name,
    status: row.status,
    startDate: seconds(row.startDate),
    ...(row.stopDate === null ? {} : { stopDate: seconds(row.stopDate) }),
  };
}

function described(row: ExecutionRow) {
  return {
    ...listed(row),
    input: row.input,
    inputDetails: { included: true },
    ...(row.output === null ? {} : { output: row.output, outputDetails: { included: true } }),
    ...(row.error === null ? {} : { error: row.error }),
    ...(row.cause === null ? {} : { cause: row.cause }),
    redriveCount: 0,
    ...redrive(row),
  };
}

/** The runner has no RedriveExecution, but the description of an execution includes whether AWS would accept it. */
function redrive({ status }: ExecutionRow) {
  if (status !== 'RUNNING' && status !== 'SUCCEEDED') return { redriveStatus: 'REDRIVABLE' };
  const redriveStatusReason = `Execution is ${status} and cannot be redriven`;
  return { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason };
}

function seconds(milliseconds: number): number {
  return milliseconds / 1000;
}
