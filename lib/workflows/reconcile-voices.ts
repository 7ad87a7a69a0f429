import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
  Fail,
  type IChainable,
  JsonPath,
  Map as MapState,
  Pass,
  type StateMachine,
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { errorNames, listMetrics } from '../../lambdas/shared/contract.ts';
import type { ListMetrics, ProviderList } from '../observability/list-metrics.ts';
import type { FunctionSettings } from '../operations/operation.ts';
import { InvokeFunction } from './invoke-function.ts';
import { PutListMetrics } from './put-list-metrics.ts';
import { brief, retry } from './retries.ts';
import { timeoutAbove, workflowMachine } from './workflow-machine.ts';

export interface ReconcileVoicesWorkflowProps {
  readonly recoverVoices: IFunction;
  readonly reconcileList: IFunction;
  /** Time-outs of the functions. Their states have longer ones. */
  readonly recoverVoicesTimeout: Duration;
  readonly reconcileListTimeout: Duration;
  /** DashScope's lists, in the order in which they are read. */
  readonly lists: readonly ProviderList[];
  readonly metrics: ListMetrics;
  readonly settings: FunctionSettings;
}

/** Time-out of an execution. It allows all retries of each list, because executions can overlap. */
const runAllowance = Duration.hours(5);

/**
 * The workflow "reconcile voices" with the input `{ dryRun: boolean }`, `{ confirmMissing: number }` or `{}`.
 *
 * 1. *Recover voices* restarts stalled voices in new executions, completes auditions and changes of aliases, and sends
 *    pending events again. A failed recovery stops neither the other ones nor the lists.
 * 2. For each of DashScope's lists, *Reconcile list* reads the complete list and compares it with the records in both
 *    directions. Then the workflow sends the counts to CloudWatch. A list that cannot be read does not stop the others.
 * 3. The output is `{ dryRun, recovered, lists: [{ family, scope, report | error }] }`.
 */
export class ReconcileVoicesWorkflow extends Construct {
  readonly stateMachine: StateMachine;
  readonly #props: ReconcileVoicesWorkflowProps;

  constructor(scope: Construct, id: string, props: ReconcileVoicesWorkflowProps) {
    super(scope, id);
    this.#props = props;
    this.stateMachine = workflowMachine(this, {
      begin: this.#begin(),
      timeout: runAllowance,
      unscoped: { Metrics: props.metrics.putActions },
      settings: props.settings,
    });
  }

  #begin(): IChainable {
    const refuse = new Fail(this, 'Refuse input', {
      error: errorNames.invalidExecutionInput,
      cause: 'The input is { "dryRun": true | false }, { "confirmMissing": number }, or empty.',
    });
    const { lists } = this.#props;
    const begin = (id: string, given: { readonly dryRun: unknown; readonly confirmMissing: unknown }) =>
      new Pass(this, id, { parameters: { ...given, lists } }).next(recover);
    const recover = this.#recover();
    const noDryRun = Condition.isNotPresent('$.dryRun');
    const nothingConfirmed = Condition.isNotPresent('$.confirmMissing');
    return new Choice(this, 'Valid input?')
      .when(Condition.and(noDryRun, nothingConfirmed), begin('Begin', { dryRun: false, confirmMissing: 0 }))
      .when(
        Condition.and(Condition.isPresent('$.dryRun'), Condition.isBoolean('$.dryRun'), nothingConfirmed),
        begin('Begin with dryRun', { dryRun: JsonPath.objectAt('$.dryRun'), confirmMissing: 0 }),
      )
      .when(
        Condition.and(
          noDryRun,
          Condition.isPresent('$.confirmMissing'),
          Condition.isNumeric('$.confirmMissing'),
        ),
        begin('Begin with confirmMissing', {
          dryRun: false,
          confirmMissing: JsonPath.numberAt('$.confirmMissing'),
        }),
      )
      .otherwise(refuse);
  }

  #recover(): IChainable {
    const { recoverVoices, recoverVoicesTimeout } = this.#props;
    const recover = new InvokeFunction(this, 'Recover voices', {
      lambdaFunction: recoverVoices,
      payload: TaskInput.fromObject({ dryRun: JsonPath.objectAt('$.dryRun') }),
      resultSelector: { answer: JsonPath.objectAt('$.Payload') },
      resultPath: '$.recovered',
      taskTimeout: timeoutAbove(recoverVoicesTimeout),
    });
    const lists = this.#lists();
    const recoveryFailed = new Pass(this, 'Recovery failed', {
      parameters: { error: JsonPath.stringAt('$.recovered.Error') },
      resultPath: '$.recovered.answer',
    });
    retry(recover, brief);
    recover.addCatch(recoveryFailed.next(lists), { resultPath: '$.recovered' });
    return recover.next(lists);
  }

  #lists(): IChainable {
    const lists = new MapState(this, 'Each list', {
      itemsPath: '$.lists',
      itemSelector: {
        family: JsonPath.stringAt('$$.Map.Item.Value.family'),
        scope: JsonPath.stringAt('$$.Map.Item.Value.scope'),
        dryRun: JsonPath.objectAt('$.dryRun'),
        confirmMissing: JsonPath.numberAt('$.confirmMissing'),
      },
      maxConcurrency: 1,
      resultPath: '$.lists',
    });
    lists.itemProcessor(this.#oneList());
    return lists.next(
      new Pass(this, 'Report', {
        parameters: {
          dryRun: JsonPath.objectAt('$.dryRun'),
          recovered: JsonPath.objectAt('$.recovered.answer'),
          lists: JsonPath.objectAt('$.lists'),
        },
      }),
    );
  }

  /**
   * Handles a list that could not be read. It sends the count 0, because an alarm on missing counts would be raised
   * before the first run.
   */
  #unreadList(list: Readonly<Record<string, string>>): IChainable {
    const report = new Pass(this, 'Report unread list', {
      parameters: { ...list, error: JsonPath.stringAt('$.error.Error') },
    });
    const put = new PutListMetrics(this, 'Put metrics of the unread list', this.#props.metrics, {
      [listMetrics.cleanScans]: 0,
    });
    retry(put, brief);
    put.addCatch(report, { resultPath: JsonPath.DISCARD });
    put.next(report);
    return new Choice(this, 'Dry run of the unread list?')
      .when(Condition.booleanEquals('$.dryRun', true), report)
      .otherwise(put);
  }

  #oneList(): IChainable {
    const { reconcileList, reconcileListTimeout, metrics } = this.#props;
    const list = { family: JsonPath.stringAt('$.family'), scope: JsonPath.stringAt('$.scope') };
    const reconcile = new InvokeFunction(this, 'Reconcile list', {
      lambdaFunction: reconcileList,
      payload: TaskInput.fromObject({
        ...list,
        dryRun: JsonPath.objectAt('$.dryRun'),
        confirmMissing: JsonPath.numberAt('$.confirmMissing'),
      }),
      resultSelector: {
        report: JsonPath.objectAt('$.Payload.report'),
        metrics: JsonPath.objectAt('$.Payload.metrics'),
      },
      resultPath: '$.answer',
      taskTimeout: timeoutAbove(reconcileListTimeout),
    });
    retry(reconcile, brief, [errorNames.scopeNotConfigured]);
    reconcile.addCatch(this.#unreadList(list), { resultPath: '$.error' });

    const report = new Pass(this, 'Report list', {
      parameters: { ...list, report: JsonPath.objectAt('$.answer.report') },
    });
    const put = new PutListMetrics(this, 'Put metrics', metrics);
    retry(put, brief);
    put.addCatch(report, { resultPath: JsonPath.DISCARD });
    put.next(report);
    return reconcile.next(
      new Choice(this, 'Dry run?').when(Condition.booleanEquals('$.dryRun', true), report).otherwise(put),
    );
  }
}
