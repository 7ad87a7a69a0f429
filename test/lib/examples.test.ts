import { it } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AudiobookStack } from '../../examples/embed.ts';

it('the example embeds the construct in a stack of its own', () => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const template = Template.fromStack(new AudiobookStack(app, 'Audiobook'));
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      'detail-type': ['Voice Ready'],
      detail: { voice: { labels: { project: ['audiobook'] } } },
    },
  });
  template.resourceCountIs('AWS::StepFunctions::StateMachine', 3);
});
