import { z } from 'zod';
import { type ControlClient, controlClient } from '../../../simulator/control-client.ts';
import type { Scope } from '../../../simulator/families.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../../simulator/server.ts';
import type { Call } from '../../../simulator/store/call-log.ts';

export const keys = { mainland: 'sk-local-mainland', international: 'sk-local-international' };
const path = '/api/v1/services/audio/tts/customization';

/** A clock that stands still until it is told to go on. */
function stoppedClock(start = Date.UTC(2026, 10, 24, 4, 0, 0)) {
  let now = start;
  return {
    now: () => now,
    rewind: () => {
      now = start;
    },
    pass: (seconds: number) => {
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

/** The id of the voice that an answer (or a list's item) is about. */
export function idOf(reply: Reply): string {
  const { output } = z.object({ output: named }).parse(reply.body);
  return z.string().parse(output.voice_id ?? output.voice);
}

/** The ids of a list's page, in its order. */
export function idsOf(reply: Reply): string[] {
  const { output } = z.object({ output: z.object({ voice_list: z.array(named) }) }).parse(reply.body);
  return output.voice_list.map((item) => z.string().parse(item.voice_id ?? item.voice));
}

/** The decoded preview of a create. */
export function audioOf(reply: Reply): Buffer {
  const preview = z.object({ preview_audio: z.object({ data: z.base64() }) });
  const { output } = z.object({ output: preview }).parse(reply.body);
  return Buffer.from(output.preview_audio.data, 'base64');
}

export interface Caller {
  readonly simulator: Simulator;
  readonly control: ControlClient;
  readonly clock: ReturnType<typeof stoppedClock>;
  /** Posts a body as it is. */
  post(body: unknown, more?: { scope?: Scope; headers?: Record<string, string> }): Promise<Reply>;
  url(scope?: Scope): string;
  /** Waits until the log of calls has such a call. */
  logged(wanted: (call: Call) => boolean): Promise<void>;
  /** As if just started, at the same moment. */
  fresh(): Promise<void>;
}

/** A simulator of its own on free ports, in memory, without rate limits, its clock stopped. */
export async function startProvider(options: Partial<SimulatorOptions> = {}): Promise<Caller> {
  const clock = stoppedClock();
  const simulator = await startSimulator({
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
  const control = controlClient(simulator.controlUrl);
  const url = (scope: Scope = 'mainland') => simulator.urls[scope] + path;
  return {
    simulator,
    control,
    clock,
    url,
    logged: async (wanted) => {
      while (!(await control.calls()).some(wanted)) await new Promise(setImmediate);
    },
    fresh: () => {
      clock.rewind();
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
