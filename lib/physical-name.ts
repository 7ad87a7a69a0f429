import { createHash } from 'node:crypto';
import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The longest name of a stack: what a nested stack's name, unknown at synth, may take. */
const stackNameMax = 128;
const digestLength = 8;

/**
 * Returns a physical name that no other stack of the account and region can have: the stack's name, then the construct
 * path within it. Stack names contain no dot, so the first dot ends the stack's part.
 *
 * A path that does not fit `maxLength`, or has other characters than letters, digits, `-` and `_`, is shortened and
 * ends with a digest of itself.
 */
export function physicalName(scope: Construct, maxLength: number): string {
  const stack = Stack.of(scope);
  const path = scope.node.scopes.slice(stack.node.scopes.length).map(({ node }) => node.id);
  const name = path.map((id) => id.replace(/[^A-Za-z0-9_-]/g, '')).join('.');
  const stackLength = Token.isUnresolved(stack.stackName) ? stackNameMax : stack.stackName.length;
  const room = maxLength - stackLength - 1;
  if (name === path.join('.') && name.length <= room) return `${stack.stackName}.${name}`;
  const digest = createHash('sha256').update(path.join('/')).digest('hex').slice(0, digestLength);
  return `${stack.stackName}.${name.slice(0, room - digestLength - 1)}-${digest}`;
}
