import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import type { FunctionProblemCode } from '../../../lambdas/shared/contract.ts';
import { problem } from '../../../lambdas/shared/http/problem.ts';
import { voiceView } from '../../../lambdas/shared/voice/view.ts';
import {
  reply,
  type Script,
  type ScriptedServer,
  startScriptedServer,
} from '../../lambdas/shared/dashscope/support/scripted-server.ts';
import { readyVoice, requestedVoice } from '../../support/voices.ts';
import { type CliEnvironment, type Outcome, voice } from '../support.ts';

export const apiKey = `vdk_${'k'.repeat(43)}`;
/** A voice whose name contains a control sequence and wide characters. */
export const ready = {
  ...voiceView(readyVoice()),
  name: 'Reader \u001b[31m晚安',
  labels: { project: 'a:b' },
};
export const requested = voiceView(requestedVoice());
export const requestFlags = [
  '--family=cosyvoice',
  '--target-model=m',
  '--voice-prompt=calm',
  '--preview-text=Good evening to you.',
];

export const accept: Script = reply(202, requested);

/** Returns the problem document of a code. */
export function refuse(code: FunctionProblemCode): Script {
  const document = problem(code, 'request-1', { detail: 'Not possible.' });
  return reply(document.status, document);
}

/** Commands that call a scripted API, and a temporary folder. Both are new for each test. */
export class ApiFixture {
  #server: ScriptedServer | null = null;
  folder = '';

  /** Registers the hooks of the fixture in the test file. */
  static use(): ApiFixture {
    const fixture = new ApiFixture();
    beforeEach(async () => {
      fixture.#server = await startScriptedServer();
      fixture.folder = mkdtempSync(join(tmpdir(), 'voice-cli-'));
    });
    afterEach(async () => {
      await fixture.server.stop();
      rmSync(fixture.folder, { recursive: true });
    });
    return fixture;
  }

  get server(): ScriptedServer {
    if (this.#server === null) throw new Error('the fixture is used outside of a test');
    return this.#server;
  }

  /** Runs a command against the scripted API. */
  readonly call = (
    words: readonly string[],
    { environment, ...rest }: CliEnvironment = {},
  ): Promise<Outcome> =>
    voice(words, {
      ...rest,
      environment: { VOICE_API_URL: `${this.server.baseUrl}/v1`, VOICE_API_KEY: apiKey, ...environment },
    });

  /** Sets the responses by method and path. The scripts of an array are played in turn, and the last one repeats. */
  serve(routes: Readonly<Record<string, Script | Script[]>>): void {
    this.server.play((socket, received) => {
      const [route = ''] = received.requestLine.split(/\?| HTTP/);
      const scripts = routes[route];
      const script = Array.isArray(scripts) ? (scripts.length > 1 ? scripts.shift() : scripts[0]) : scripts;
      (script ?? refuse('not_found'))(socket, received);
    });
  }
}
