import { z } from 'zod';
import { type ControlClient, controlClient } from '../../../simulator/control-client.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../../simulator/server.ts';
import type { Call } from '../../../simulator/store/call-log.ts';
import type { Scope } from '../../../simulator/vocabulary.ts';

export const keys = { mainland: 'sk-local-mainland', international: 'sk-local-international' };
const path = '/api/v1/services/audio/tts/customization';

/** A clock that only moves when a test advances it. */
function manualClock(start = Date.UTC(2026, 10, 24, 4, 0, 0)) {
  let now = start;
  return {
    now: () => now,
    reset: () => {
      now = start;
    },
    advance: (seconds: number) => {
      now += seconds * 1_000;
    },
  };
}

export interface Reply {
  readonly status: number;
  readonly contentType: string | null;
  readonly body: unknown;
}

const named = z.object({ voice_id: z.string().optional(), voice: z.string().optional() });

/** Returns the voice id in a create or query response. */
export function idOf(reply: Reply): string {
  const { output } = z.object({ output: named }).parse(reply.body);
  return z.string().parse(output.voice_id ?? output.voice);
}

/** Returns the voice ids in a list response, in order. */
export function idsOf(reply: Reply): string[] {
  const { output } = z.object({ output: z.object({ voice_list: z.array(named) }) }).parse(reply.body);
  return output.voice_list.map((item) => z.string().parse(item.voice_id ?? item.voice));
}

/** Returns the decoded preview in a create response. */
export function audioOf(reply: Reply): Buffer {
  const preview = z.object({ preview_audio: z.object({ data: z.base64() }) });
  const { output } = z.object({ output: preview }).parse(reply.body);
  return Buffer.from(output.preview_audio.data, 'base64');
}

export interface TestSimulator {
  readonly server: Simulator;
  readonly control: ControlClient;
  readonly clock: ReturnType<typeof manualClock>;
  /** Sends a request. Strings are sent unchanged; other values are serialized as JSON. */
  post(body: unknown, more?: { scope?: Scope; headers?: Record<string, string> }): Promise<Reply>;
  url(scope?: Scope): string;
  /** Waits until the call log contains a matching call. */
  waitForCall(isMatch: (call: Call) => boolean): Promise<void>;
  /** Restores the initial state and time. */
  reset(): Promise<void>;
}

/** Starts a simulator in memory on free ports, without rate limits and with a manual clock. */
export async function startTestSimulator(options: Partial<SimulatorOptions> = {}): Promise<TestSimulator> {
  const clock = manualClock();
  const server = await startSimulator({
    port: 0,
    clock,
    ...options,
    settings: {
      cosyvoiceCallsPerSecond: 0,
      qwenCallsPerMinute: 0,
      maxPreviewSeconds: 0.2,
      ...options.settings,
    },
  });
  const control = controlClient(server.controlUrl);
  const url = (scope: Scope = 'mainland') => server.urls[scope] + path;
  return {
    server,
    control,
    clock,
    url,
    waitForCall: async (isMatch) => {
      while (!(await control.calls()).some(isMatch)) await new Promise(setImmediate);
    },
    reset: () => {
      clock.reset();
      return control.reset();
    },
    post: async (body, { scope = 'mainland', headers = {} } = {}) => {
      const response = await fetch(url(scope), {
        method: 'POST',
        headers: { Authorization: `Bearer ${keys[scope]}`, 'Content-Type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      const contentType = response.headers.get('content-type');
      return { status: response.status, contentType, body: JSON.parse(await response.text()) };
    },
  };
}
