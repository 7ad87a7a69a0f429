import { accountId, partition, region } from '../../core/aws-account.ts';

/** Returns the ARN of a table that is given by its name or its ARN. */
export function tableArn(nameOrArn: string): string {
  return `arn:${partition}:dynamodb:${region}:${accountId}:table/${tableName(nameOrArn)}`;
}

/** Returns the name of a table that is given by its name or its ARN. */
export function tableName(nameOrArn: string): string {
  return nameOrArn.split(':table/').at(-1) ?? nameOrArn;
}
