import type { Permission, ResourceName } from './command-permissions.ts';

/** The ARNs of a deployment's resources. A resource that the deployment lacks has none. */
export type ResourceArns = Readonly<Record<ResourceName, readonly string[]>>;

export interface PolicyStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: {
    readonly 'ForAllValues:StringLike': { readonly 'dynamodb:LeadingKeys': readonly string[] };
  };
}

/** An IAM policy document. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

/**
 * Returns the ARNs of a deployment's resources.
 *
 * @param copy the name of the table that `admin restore-items` reads
 */
export function resourceArns(
  deployment: { readonly output: (name: string) => string } & {
    readonly outputs: Readonly<Record<string, string>>;
    readonly stackId: string | null;
  },
  copy: string | undefined,
): ResourceArns {
  const { output, outputs, stackId } = deployment;
  const [purge, reconcile] = [output('PurgeVoicesStateMachineArn'), output('ReconcileVoicesStateMachineArn')];
  const [, partition, , region, account] = purge.split(':');
  const arn = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const queue = (url: string) => arn('sqs', url.slice(url.lastIndexOf('/') + 1));
  const runs = (machine: string) => [`${machine.replace(':stateMachine:', ':execution:')}:*`];
  const table = arn('dynamodb', `table/${output('VoicesTableName')}`);
  const functionArn = (name: string) => arn('lambda', `function:${name}`);
  return {
    // The name remains if the stack is deleted and created again, but the id does not.
    stack: stackId === null ? [] : [stackId.replace(/[^/]*$/, '*')],
    table: [table],
    statusIndex: [`${table}/index/byStatus`],
    tableCopy: copy === undefined ? [] : [arn('dynamodb', `table/${copy}`)],
    purgeWorkflow: [purge],
    purgeRuns: runs(purge),
    reconcileWorkflow: [reconcile],
    reconcileRuns: runs(reconcile),
    probeFunction: [functionArn(output('ProbeProviderFunctionName'))],
    diagnoseFunction: [functionArn(output('DiagnoseDeploymentFunctionName'))],
    eventFunctions: output('EventFunctionNames').split(',').map(functionArn),
    deadLetterQueues: output('DeadLetterQueueUrls').split(',').map(queue),
    eventsQueue: outputs.EventsQueueUrl === undefined ? [] : [queue(outputs.EventsQueueUrl)],
  };
}

/** Returns a policy that allows exactly these permissions, with one statement for each set of resources and keys. */
export function policyOf(permissions: readonly Permission[], arns: ResourceArns): PolicyDocument {
  const statements = new Map<string, PolicyStatement>();
  for (const { action, on, keys } of merged(permissions)) {
    const Resource = arns[on];
    if (Resource.length === 0) continue;
    const id = JSON.stringify([Resource, keys]);
    const Action = [...(statements.get(id)?.Action ?? []), action].toSorted();
    statements.set(id, {
      Effect: 'Allow',
      Action,
      Resource,
      ...(keys && { Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } } }),
    });
  }
  return { Version: '2012-10-17', Statement: [...statements.values()] };
}

/** Returns the permissions with each pair of an action and a resource once. */
function merged(permissions: readonly Permission[]): readonly Permission[] {
  const byPair = new Map<string, Permission>();
  for (const permission of permissions) {
    const { action, on, keys } = permission;
    const pair = `${action} ${on}`;
    const known = byPair.get(pair);
    if (known === undefined) byPair.set(pair, permission);
    else if (known.keys !== undefined)
      byPair.set(
        pair,
        keys ? { action, on, keys: [...new Set([...known.keys, ...keys])].toSorted() } : permission,
      );
  }
  return [...byPair.values()];
}
