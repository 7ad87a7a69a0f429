/**
 * AWS managed policies that grant actions only of services that the runner lacks. Other managed policies are refused.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const withoutLocalServices = new Set([
  'service-role/AWSLambdaBasicExecutionRole',
  'service-role/AmazonAPIGatewayPushToCloudWatchLogs',
  'AWSXRayDaemonWriteAccess',
]);

/** Returns true for the ARN of a managed policy that has no effect locally. */
export function isWithoutEffect(policyArn: string): boolean {
  const name = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(policyArn)?.[1];
  return name !== undefined && withoutLocalServices.has(name);
}
