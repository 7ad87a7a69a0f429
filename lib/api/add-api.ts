import type { Construct } from 'constructs';
import { AnswerUnrouted } from '../operations/answer-unrouted.ts';
import { AuthorizeRequest } from '../operations/authorize-request.ts';
import { ServeStudio } from '../operations/serve-studio.ts';
import { type ApiFunctionsProps, apiFunctions } from './api-functions.ts';
import { VoiceApi } from './voice-api.ts';

/** Adds the HTTP API with its functions, its authorizer and, unless the setting `studio` is false, the studio. */
export function addApi(scope: Construct, props: ApiFunctionsProps): VoiceApi {
  const { config, voices, previews, settings } = props;
  return new VoiceApi(scope, 'Api', {
    functions: apiFunctions(scope, props),
    authorizeRequest: new AuthorizeRequest(scope, 'AuthorizeRequest', { voices, settings }).function,
    answerUnrouted: new AnswerUnrouted(scope, 'AnswerUnrouted', { settings }).function,
    serveStudio: config.studio
      ? new ServeStudio(scope, 'ServeStudio', { previews, settings }).function
      : undefined,
    apiLogRole: config.apiLogRole,
    requestsPerSecond: config.apiRequestsPerSecond,
    settings,
  });
}
