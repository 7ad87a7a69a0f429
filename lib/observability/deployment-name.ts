import type { Construct } from 'constructs';
import { physicalName } from '../physical-name.ts';

/** Maximum length of a dimension's value in the CDK. CloudWatch itself allows 1,024. */
const dimensionMax = 255;

/** Returns the value of the dimension `Deployment`, which separates the deployments of one account in CloudWatch. */
export function deploymentName(voiceDesign: Construct): string {
  return physicalName(voiceDesign, dimensionMax);
}
