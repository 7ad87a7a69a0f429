import type { AccessRequest } from '../../local/core/access-control.ts';
import { AccessDeniedError } from '../../local/core/access-denied.ts';
import { tableArn } from '../../local/services/dynamodb/table-arn.ts';
import { busArn, busNameOf } from '../../local/services/events/rule.ts';
import { statesRules } from '../../local/services/states/access-rules.ts';
import type { DeployedStack } from '../harness/deployed-stack.ts';
import type { OperationName } from '../harness/operations.ts';

/** Checks that the role of a function allows a call. @throws AccessDeniedError */
export type Permit = (request: AccessRequest) => void;

/** Returns the permissions of a function. Most calls have been decided before, and the decision is remembered. */
export function permitOf({ access, functionOf }: DeployedStack, name: OperationName): Permit {
  const { session } = functionOf(name);
  return (request) => access.authorize(session, request);
}

/** Returns a permit that reports each denial, because a role that lacks a grant is a fault of the stack. */
export function reported(permit: Permit, report: (denial: string) => void): Permit {
  return (request) => {
    try {
      permit(request);
    } catch (error) {
      if (error instanceof AccessDeniedError) report(error.message);
      throw error;
    }
  };
}

type Attributes = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

/** The part of a request to the table that its permission depends on. */
export interface TableRequest {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly Key?: Attributes;
  readonly Item?: Attributes;
}

/** Returns the permission of a call to the table, as `dynamoDbRules` does, without a check of the input. */
export function tablePermission(operation: string, input: TableRequest): AccessRequest {
  const { TableName = '', IndexName, Key, Item } = input;
  const action = `dynamodb:${operation}`;
  const resource = tableArn(TableName);
  if (IndexName !== undefined) return { action, resource: `${resource}/index/${IndexName}` };
  const key = (Key ?? Item)?.voiceId;
  if (key === undefined) return { action, resource };
  return { action, resource, context: { 'dynamodb:LeadingKeys': Object.values(key).map(String) } };
}

const ofStates = statesRules(['StartExecution', 'DescribeExecution', 'SendTaskSuccess']);

/** Returns the permissions of a call to Step Functions. */
export function statesPermissions(operation: string, input: object): readonly AccessRequest[] {
  return ofStates[operation]?.(input) ?? [];
}

export function eventsPermission(busName: string): AccessRequest {
  return { action: 'events:PutEvents', resource: busArn(busNameOf(busName)) };
}
