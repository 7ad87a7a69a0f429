import { commandPermissions, findStack } from '../permissions/command-permissions.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
const denial = /is not authorized to perform: ([\w-]+:\w+)(?: on resource: (\S+))?/;

const actions = [findStack, ...commandPermissions.flatMap(({ permissions }) => permissions)].map(
  ({ action }) => action,
);

/** Returns the advice for an error of AWS about a missing permission, or null for another error. */
export function missingPermission(message: string): string | null {
  const [, named, resource] = denial.exec(message) ?? [];
  if (named === undefined) return null;
  // SQS writes actions in lower case.
  const action = actions.find((each) => each.toLowerCase() === named.toLowerCase()) ?? named;
  const on = resource === undefined ? '' : ` on ${resource}`;
  return `The credentials lack ${action}${on}. voice admin policy prints the permissions of each command, and docs/cli.md lists them.`;
}
