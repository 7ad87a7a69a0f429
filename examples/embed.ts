import { App, Duration, NestedStack, Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { VoiceDesign, type VoiceDesignSettings } from '../lib/index.ts';

/** A stack that embeds the workflow, may request voices, and receives its events. */
export class AudiobookStack extends Stack {
  constructor(scope: App, id: string, settings: VoiceDesignSettings = {}) {
    super(scope, id);
    const voices = new VoiceDesign(this, 'Voices', {
      settings: {
        scopes: ['mainland'],
        offered: { mainland: ['cosyvoice'] },
        reviewDeadlineHours: 6,
        ...settings,
      },
      eventsQueue: true,
    });

    // This role may request voices by events and read all events from the queue of the deployment.
    const publisher = new Role(this, 'Publisher', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    voices.grantRequest(publisher);
    voices.grantListen(publisher);

    // Another consumer receives selected events through a separate rule.
    const narrators = new Queue(this, 'Narrators', { enforceSSL: true });
    new Rule(this, 'NarratorReady', {
      eventBus: voices.bus,
      eventPattern: {
        detailType: ['Voice Ready'],
        detail: { voice: { labels: { project: ['audiobook'] } } },
      },
      targets: [
        new SqsQueue(narrators, {
          deadLetterQueue: new Queue(this, 'NarratorsUndelivered', { enforceSSL: true }),
        }),
      ],
    });

    new Alarm(this, 'HalfFull', {
      metric: voices.metricQuotaUsed(
        { family: 'cosyvoice', scope: 'mainland' },
        { period: Duration.minutes(15) },
      ),
      threshold: 50,
      evaluationPeriods: 1,
    });
  }
}

/** The workflow in a nested stack, for a stack with many other resources. CloudFormation allows 500 resources per stack. */
export class NestedAudiobookStack extends Stack {
  readonly voicesStack: NestedStack;

  constructor(scope: App, id: string) {
    super(scope, id);
    this.voicesStack = new NestedStack(this, 'VoicesStack');
    const voices = new VoiceDesign(this.voicesStack, 'Voices', { eventsQueue: true });
    const publisher = new Role(this, 'Publisher', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    voices.grantRequest(publisher);
    voices.grantListen(publisher);
  }
}

if (import.meta.main) {
  // npm run -s example -- embed cdk.out/embed
  const app = new App({ outdir: process.argv[2] ?? 'cdk.out/embed' });
  new AudiobookStack(app, 'Audiobook');
  console.log(app.synth().getStackByName('Audiobook').templateFullPath);
}
