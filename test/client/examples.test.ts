import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { createContext, runInContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as client from '../../client/index.ts';
import {
  reply,
  type Script,
  type ScriptedServer,
  startScriptedServer,
} from '../lambdas/shared/dashscope/support/scripted-server.ts';
import { voiceId } from '../support/voices.ts';
import { apiKey, clientOf, ready } from './support.ts';

const sources = readdirSync('client').map((name) => readFileSync(`client/${name}`, 'utf8'));
const index = readFileSync('client/index.ts', 'utf8');

interface Documented {
  readonly name: string;
  readonly examples: readonly string[];
}

/** Exported declarations and public methods, each with the examples of the comment directly above it. */
const documented = sources.flatMap((source) => [
  ...declarations(source, /^export (?:async )?(?:class|function|interface|type|const) (\w+)/gm, ''),
  ...[...source.matchAll(/^export class (\w+)[\s\S]*?^}/gm)].flatMap(([body, className]) =>
    declarations(body, /^ {2}(?:async )?\*?(?!constructor|get #|private)(\w+)\(/gm, `${className}.`),
  ),
]);

function declarations(source: string, pattern: RegExp, prefix: string): Documented[] {
  return [...source.matchAll(pattern)].map(({ 1: name, index: at }) => {
    const comment = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/.exec(source.slice(0, at))?.[1] ?? '';
    return { name: `${prefix}${name}`, examples: examplesIn(comment) };
  });
}

function examplesIn(comment: string): string[] {
  const text = comment.replaceAll(/^ *\* ?/gm, '');
  return text
    .split(/^@(?=\w)/m)
    .filter((tag) => tag.startsWith('example'))
    .map((tag) => tag.slice('example'.length).trim());
}

/** The names that `client/index.ts` exports, without the types that belong to the deployment. */
const published = [...index.matchAll(/export (?:type )?\{([^}]+)\} from '\.\/(?!types)/g)].flatMap(
  ([, names = '']) => names.split(',').flatMap((name) => name.replace(/^\s*type /, '').trim() || []),
);
const methods = documented.filter(({ name }) =>
  /^(VoiceClient|ProviderVoices|Auditions|Aliases|Deployment)\./.test(name),
);
const publicSurface = [...published, ...methods.map(({ name }) => name)];

const respond: Script = (socket, received) => {
  const [method, path = ''] = received.requestLine.split(' ');
  const [route = ''] = path.split('?');
  if (route === '/audio.wav') return reply(200, 'RIFF')(socket, received);
  if (/[?]as=(link|download-link)$/.test(path))
    return reply(200, { url: audioUrl(), expiresAt: '2026-11-29' })(socket, received);
  if (route.endsWith('/preview')) return reply(302, '', { location: audioUrl() })(socket, received);
  if (route === '/v1/aliases') return reply(200, { aliases: [alias], cursor: null })(socket, received);
  if (/\/aliases\/[^/]+$/.test(route)) return reply(200, alias)(socket, received);
  if (route === '/v1/key') return reply(200, key)(socket, received);
  if (route === '/v1/status') return reply(200, status)(socket, received);
  if (route.startsWith('/v1/switches/')) return reply(200, status.switches)(socket, received);
  if (route === '/v1/capacity') return reply(200, [])(socket, received);
  if (path.endsWith('?dryRun=true')) return reply(200, dryRun)(socket, received);
  if (route === '/v1/voices' && method === 'POST') return reply(202, ready)(socket, received);
  if (route.endsWith('/remake') && received.body.includes('"candidates"'))
    return reply(202, audition)(socket, received);
  if (route === '/v1/auditions' && method === 'GET')
    return reply(200, { auditions: [audition], cursor: null })(socket, received);
  if (route.startsWith('/v1/auditions'))
    return reply(route === '/v1/auditions' ? 202 : 200, audition)(socket, received);
  if (/\/voices$/.test(route))
    return reply(200, { voices: [], unreadable: 0, cursor: null })(socket, received);
  const record = { ...ready, providerVoiceId: 'voice-1', providerStatus: 'OK' };
  return reply(200, record)(socket, received);
};
const dryRun = { valid: true, warnings: [], advice: [], cost: {}, capacity: { family: 'qwen', inFlight: 0 } };
const alias = { alias: 'evening-reader', version: 3, voiceId, briefHash: null, history: [] };
const status = {
  switches: { creates: true, deletes: true },
  deadLetters: { waiting: 0 },
  reconcile: { last: null },
  lists: [],
};
const key = { owner: 'my-team', keyId: 'key-1', scopes: ['read'] };
const audition = { auditionId: voiceId, status: 'READY', candidates: [ready] };
const audioUrl = () => `${server.baseUrl}/audio.wav`;

let server: ScriptedServer;
beforeAll(async () => {
  server = await startScriptedServer(respond);
});
afterAll(() => server.stop());

describe('every public name of the client', () => {
  it('covers the client and its errors', () => {
    expect(publicSurface).toEqual(
      expect.arrayContaining([
        'VoiceClient',
        'VoiceClient.create',
        'ProviderVoices.import',
        'Auditions.choose',
        'ProblemError',
      ]),
    );
  });

  it.each(publicSurface)('%s has an example that runs', async (name) => {
    const examples = documented.find((each) => each.name === name)?.examples ?? [];
    expect(examples).not.toEqual([]);
    for (const example of examples) await run(example);
  });
});

function run(example: string): Promise<void> {
  const context = createContext({
    ...client,
    AbortSignal,
    console: { log: () => {}, error: () => {} },
    client: clientOf(server),
    apiUrl: `${server.baseUrl}/v1`,
    apiKey,
    voiceId,
    auditionId: voiceId,
    providerVoiceId: 'voice-1',
    request: { family: 'cosyvoice' },
    fileContent: '{}',
  });
  return runInContext(`(async () => { ${stripTypeScriptTypes(example)} })()`, context);
}
