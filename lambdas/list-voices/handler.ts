import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { secretReader } from '../shared/platform/secrets.ts';
import { DynamoVoiceIndex } from '../shared/stores/voice-lists.ts';
import { environment } from './environment.ts';
import { listQueryIn } from './list-query.ts';
import { type ListVoicesDependencies, listVoices } from './list-voices.ts';

/** `GET /voices`. */
export function listVoicesHandler(dependencies: () => ListVoicesDependencies): HttpHandler {
  return keyedEdge('list-voices', async (request) =>
    jsonResponse(200, await listVoices(listQueryIn(request), dependencies())),
  );
}

export const handler = listVoicesHandler(
  once(() => {
    const { VOICES_TABLE_NAME, CURSOR_KEY_SECRET_ARN } = readEnvironment(environment);
    return {
      index: new DynamoVoiceIndex(dynamo(), VOICES_TABLE_NAME),
      cursorKey: secretReader(CURSOR_KEY_SECRET_ARN),
      now: () => new Date(),
    };
  }),
);
