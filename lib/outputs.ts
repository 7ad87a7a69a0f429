import { CfnOutput, Fn, Stack } from 'aws-cdk-lib';
import { deadLetterQueuesOf } from './bus/dead-letter-queue.ts';
import { eventFunctionsOf } from './bus/function-rule.ts';
import { ConfigurationError } from './settings/config.ts';
import type { VoiceDesign } from './voice-design.ts';

/**
 * Adds the outputs that `voice … --stack` reads. Their names are the same in every stack.
 *
 * @throws ConfigurationError if the stack already has one of them
 */
export function addOutputs(voiceDesign: VoiceDesign): void {
  const { topicArns } = voiceDesign.alarms;
  const outputs = {
    ApiUrl: voiceDesign.api.url,
    ...(voiceDesign.api.studioUrl && { StudioUrl: voiceDesign.api.studioUrl }),
    ...(voiceDesign.eventsQueue && { EventsQueueUrl: voiceDesign.eventsQueue.queueUrl }),
    EventBusName: voiceDesign.bus.eventBusName,
    ProviderSecretArn: voiceDesign.providerSecret.arn,
    VoicesTableName: voiceDesign.voices.name,
    PreviewsBucketName: voiceDesign.previews.name,
    DesignVoiceStateMachineArn: voiceDesign.designVoice.stateMachineArn,
    PurgeVoicesStateMachineArn: voiceDesign.purgeVoices.stateMachineArn,
    ReconcileVoicesStateMachineArn: voiceDesign.reconcileVoices.stateMachineArn,
    ProbeProviderFunctionName: voiceDesign.probeProvider.functionName,
    DiagnoseDeploymentFunctionName: voiceDesign.diagnoseDeployment.functionName,
    DeadLetterQueueUrls: Fn.join(
      ',',
      deadLetterQueuesOf(voiceDesign).map(({ queueUrl }) => queueUrl),
    ),
    EventFunctionNames: Fn.join(
      ',',
      eventFunctionsOf(voiceDesign).map(({ functionName }) => functionName),
    ),
    // An output cannot be empty.
    AlarmTopicArns: topicArns.length === 0 ? 'none' : Fn.join(',', [...topicArns]),
  };
  refuseSecond(voiceDesign, Object.keys(outputs));
  for (const [name, value] of Object.entries(outputs)) {
    new CfnOutput(voiceDesign, `Output${name}`, { value }).overrideLogicalId(name);
  }
}

function refuseSecond(voiceDesign: VoiceDesign, names: readonly string[]): void {
  const stack = Stack.of(voiceDesign);
  const taken = stack.node
    .findAll()
    .filter((each) => each instanceof CfnOutput)
    .map((output) => stack.resolve(output.logicalId))
    .find((name) => names.includes(name));
  if (taken === undefined) return;
  throw new ConfigurationError(
    `${voiceDesign.node.path}: the stack ${stack.stackName} already has an output ${taken}. ` +
      'Set outputs: false, or use a stack or nested stack for each VoiceDesign.',
  );
}
