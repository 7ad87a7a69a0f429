import type { Clock, TimeScale } from '../../../../local/core/clock.ts';
import { timeScale } from '../../../../local/core/clock.ts';
import { AwsJsonServer } from '../../../../local/http/aws-json-server.ts';
import { LambdaService } from '../../../../local/services/lambda/lambda-service.ts';
import { access } from '../../../support/local-credentials.ts';
import { EventRecorder } from '../support/event-recorder.ts';
import { deploy } from '../support/resources.ts';
import { SentMessages } from '../support/sent-messages.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Starts the Lambda service with the functions of `functions/` on a temporary folder. */
export async function startLambda(
  options: { stateFolder?: string; timeScale?: TimeScale; clock?: Clock } = {},
) {
  const folder = await temporaryFolder();
  const server = new AwsJsonServer({ access });
  const recorder = new EventRecorder();
  const queues = new SentMessages();
  const stateFolder = options.stateFolder ?? folder.path;
  const service = new LambdaService({
    assemblyFolder: import.meta.dirname,
    stateFolder,
    endpoints: () => ({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }),
    access,
    queues,
    timeScale: options.timeScale ?? timeScale(1),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    observer: recorder.observe,
    server,
  });
  await server.start();
  await service.start();
  return {
    service,
    server,
    recorder,
    queues,
    stateFolder,
    folder: folder.path,
    deployFunction: (handler: string, properties: Readonly<Record<string, unknown>> = {}) =>
      deploy(
        service,
        handler.replaceAll(/\W/g, ''),
        'AWS::Lambda::Function',
        { Handler: handler, Runtime: 'nodejs24.x', Code: {}, Timeout: 900, ...properties },
        { 'aws:asset:path': 'functions' },
      ),
    stop: async () => {
      await service.stop();
      await server.stop();
      await folder.remove();
    },
  };
}
