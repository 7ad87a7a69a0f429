import { CfnOutput, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DeadLetterQueue } from './bus/dead-letter-queue.ts';
import { EventsQueue } from './bus/events-queue.ts';
import { VoiceDesign, type VoiceDesignProps } from './voice-design.ts';

export interface VoiceDesignStackProps extends StackProps, VoiceDesignProps {}

/** `VoiceDesign` as a deployment of its own, with a queue on its events. */
export class VoiceDesignStack extends Stack {
  readonly voiceDesign: VoiceDesign;

  constructor(scope: Construct, id: string, props: VoiceDesignStackProps = {}) {
    super(scope, id, props);
    const voiceDesign = new VoiceDesign(this, 'VoiceDesign', { settings: props.settings });
    const events = new EventsQueue(this, 'Events', { bus: voiceDesign.bus, alarms: voiceDesign.alarms });
    this.voiceDesign = voiceDesign;

    const deadLetterQueues = this.node.findAll().filter((each) => each instanceof DeadLetterQueue);
    const outputs = {
      ApiUrl: voiceDesign.api.url,
      EventsQueueUrl: events.queue.queueUrl,
      EventBusName: voiceDesign.bus.eventBusName,
      ApiKeysSecretArn: voiceDesign.apiKeys.arn,
      ProviderSecretArn: voiceDesign.providerSecret.arn,
      VoicesTableName: voiceDesign.voices.name,
      PreviewsBucketName: voiceDesign.previews.name,
      DesignVoiceStateMachineArn: voiceDesign.designVoice.stateMachineArn,
      PurgeVoicesStateMachineArn: voiceDesign.purgeVoices.stateMachineArn,
      ReconcileVoicesStateMachineArn: voiceDesign.reconcileVoices.stateMachineArn,
      ProbeProviderFunctionName: voiceDesign.probeProvider.functionName,
      DeadLetterQueueUrls: Fn.join(
        ',',
        deadLetterQueues.map(({ queueUrl }) => queueUrl),
      ),
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
