import { type App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { VoiceDesign } from '../lib/index.ts';

/** A stack of one's own that embeds the workflow and listens for voices that are ready. */
export class AudiobookStack extends Stack {
  constructor(scope: App, id: string) {
    super(scope, id);
    const voices = new VoiceDesign(this, 'Voices', {
      settings: { scopes: ['mainland'], offered: { mainland: ['cosyvoice'] }, reviewDeadlineHours: 6 },
    });
    const narrators = new Queue(this, 'Narrators');
    new Rule(this, 'NarratorReady', {
      eventBus: voices.bus,
      eventPattern: {
        detailType: ['Voice Ready'],
        detail: { voice: { labels: { project: ['audiobook'] } } },
      },
      targets: [new SqsQueue(narrators)],
    });
    new CfnOutput(this, 'ApiUrl', { value: voices.api.url });
  }
}
