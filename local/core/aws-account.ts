/** The region that the runner emulates. The partition follows from it, as on AWS. */
export const region = process.env.LOCAL_AWS_REGION || 'us-east-1';
export const partition = partitionOf(region);
/** The domain suffix of every AWS host name in the template. */
export const urlSuffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
export const accountId = '000000000000';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function partitionOf(name: string): string {
  if (name.startsWith('cn-')) return 'aws-cn';
  return name.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
