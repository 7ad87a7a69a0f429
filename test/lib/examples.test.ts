import { it } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { templateOf } from '../support/synthesized.ts';

it('the example embeds the construct in a stack of its own', () => {
  const template = Template.fromJSON(templateOf('Audiobook'));
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      'detail-type': ['Voice Ready'],
      detail: { voice: { labels: { project: ['audiobook'] } } },
    },
  });
  template.resourceCountIs('AWS::StepFunctions::StateMachine', 3);
});
