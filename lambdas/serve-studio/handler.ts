import { type HttpHandler, openEdge } from '../shared/http/edge.ts';
import { emptyResponse, textResponse } from '../shared/http/response.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { s3 } from '../shared/platform/s3.ts';
import { system } from '../shared/platform/system.ts';
import { dependenciesOf } from './dependencies.ts';
import { environment } from './environment.ts';
import { type ServeStudioDependencies, serveStudio } from './serve-studio.ts';
import { readStudioFiles } from './studio-files.ts';

/** Handles every call of `/studio`: sends the page or one of its files. No key is needed, because none contains data. */
export function makeHandler(dependencies: () => ServeStudioDependencies, log = system.log): HttpHandler {
  return openEdge(log, async ({ method, resource, path, pathParameters: { file } }) => {
    const answer = await serveStudio({ method, resource, path, file }, dependencies());
    if ('redirectTo' in answer) return emptyResponse(302, { Location: answer.redirectTo });
    return textResponse(answer.content, answer.headers);
  });
}

export const handler = makeHandler(
  once(() => dependenciesOf(readEnvironment(environment), { ...system, s3: s3() }, readStudioFiles())),
);
