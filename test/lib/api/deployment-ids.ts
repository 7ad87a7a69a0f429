import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { z } from 'zod';
import { VoiceApi } from '../../../lib/api/voice-api.ts';

const functionNames = z.object({ authorizer: z.string(), getVoice: z.string() });

// Prints the logical ids of the API's deployment in apps without feature flags, such as older ones. Each argument is a JSON
// object with names of functions.
const ids = process.argv.slice(2).map((names) => deploymentWith(functionNames.parse(JSON.parse(names))));
process.stdout.write(JSON.stringify(ids));

function deploymentWith({ authorizer, getVoice }: z.infer<typeof functionNames>): string | undefined {
  const stack = new Stack(new App(), 'Stack');
  const named = (name: string) => LambdaFunction.fromFunctionName(stack, name, name);
  new VoiceApi(stack, 'Api', {
    functions: {
      'request-voice': named('request-voice'),
      'list-voices': named('list-voices'),
      'get-voice': named(getVoice),
      'get-preview': named('get-preview'),
      'delete-voice': named('delete-voice'),
      'restore-voice': named('restore-voice'),
      'request-audition': named('request-audition'),
      'list-auditions': named('list-auditions'),
      'get-audition': named('get-audition'),
      'choose-candidate': named('choose-candidate'),
      'cancel-audition': named('cancel-audition'),
      'list-aliases': named('list-aliases'),
      'get-alias': named('get-alias'),
      'set-alias': named('set-alias'),
      'delete-alias': named('delete-alias'),
      'remake-alias': named('remake-alias'),
      'list-provider-voices': named('list-provider-voices'),
      'get-provider-voice': named('get-provider-voice'),
      'import-voice': named('import-voice'),
      'get-key': named('get-key'),
      'get-status': named('get-status'),
      'set-switch': named('set-switch'),
      'get-capacity': named('get-capacity'),
      'get-openapi': named('get-openapi'),
      'get-health': named('get-health'),
    },
    authorizeRequest: LambdaFunction.fromFunctionName(stack, 'Authorizer', authorizer),
    answerUnrouted: named('answer-unrouted'),
    serveStudio: named('serve-studio'),
    apiLogRole: true,
    requestsPerSecond: 500,
    settings: { logRetention: RetentionDays.ONE_WEEK, deployment: 'test' },
  });
  return Object.keys(Template.fromStack(stack).findResources('AWS::ApiGateway::Deployment'))[0];
}
