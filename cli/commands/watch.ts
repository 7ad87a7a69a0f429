import { setTimeout as sleep } from 'node:timers/promises';
import { isSettled, type VoiceClient } from '../../client/index.ts';
import type { VoiceView } from '../../client/types.ts';
import { statuses } from '../core/choices.ts';
import { defineCommand } from '../core/define-command.ts';
import { parseDuration } from '../core/option-values.ts';
import { connect } from '../deployment/connect.ts';
import { connectionOptions } from '../deployment/options.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { Progress } from '../output/progress.ts';
import type { Terminal } from '../output/terminal.ts';

const unsettledStatuses = statuses.filter((status) => !isSettled(status));

export const watchCommand = defineCommand(
  {
    name: 'watch',
    summary: 'shows the status of all unsettled voices until all are settled',
    usage: ['[options]'],
    details: ['On a terminal, the lines are redrawn in place. Elsewhere, each change prints a line.'],
    options: {
      follow: { type: 'boolean', short: 'f', description: 'continue after all voices are settled' },
      timeout: {
        type: 'string',
        value: 'TIME',
        description: 'stop after this time, such as 90s, 10m or 2h (default: no limit)',
      },
      interval: { type: 'string', value: 'TIME', description: 'time between two polls (default: 2s)' },
      json: { type: 'boolean', description: 'print each change as one line of JSON' },
      ...connectionOptions,
    },
    examples: [
      { command: 'voice watch', description: 'runs until all voices are settled' },
      { command: 'voice watch --follow', description: 'runs until Ctrl-C' },
      {
        command: 'voice watch --json | jq -r \'select(.status == "OK") | .use.voice\'',
        description: 'prints voices as they become ready',
      },
    ],
  },
  async ({ values }, terminal) => {
    const intervalMs = parseDuration('--interval', values.interval ?? '2s');
    const deadline =
      values.timeout === undefined
        ? Number.POSITIVE_INFINITY
        : Date.now() + parseDuration('--timeout', values.timeout);
    const client = connect(terminal, values.state);
    const display = values.json ? jsonLines(terminal) : progressLines(terminal);
    let watched = new Map<string, VoiceView>();
    try {
      for (;;) {
        const voices = await poll(client, watched);
        for (const voice of voices) display.update(voice);
        watched = new Map(
          voices.filter(({ status }) => !isSettled(status)).map((voice) => [voice.voiceId, voice]),
        );
        if (watched.size === 0 && !values.follow) return exitCodes.success;
        if (Date.now() + intervalMs > deadline) return exitCodes.timedOut;
        await sleep(intervalMs);
      }
    } finally {
      display.stop();
    }
  },
);

/** Returns all unsettled voices, oldest first, and the voices of the previous poll that have settled since. */
async function poll(client: VoiceClient, previous: ReadonlyMap<string, VoiceView>): Promise<VoiceView[]> {
  const voices = new Map<string, VoiceView>();
  // In the order of the workflow, so that a voice that changes its status between two lists is not missed.
  for (const status of unsettledStatuses) {
    for await (const voice of client.listVoices({ status })) voices.set(voice.voiceId, voice);
  }
  for (const voiceId of previous.keys()) {
    if (!voices.has(voiceId)) voices.set(voiceId, await client.get(voiceId));
  }
  return [...voices.values()].toSorted((a, b) => (a.voiceId < b.voiceId ? -1 : 1));
}

interface Display {
  update(voice: VoiceView): void;
  stop(): void;
}

function progressLines(terminal: Terminal): Display {
  const progress = new Progress(terminal, ({ createdAt }) => Date.parse(createdAt));
  return {
    update: (voice) => (isSettled(voice.status) ? progress.finish(voice) : progress.update(voice)),
    stop: () => progress.stop(),
  };
}

function jsonLines(terminal: Terminal): Display {
  const lastStatus = new Map<string, string>();
  return {
    update: (voice) => {
      if (lastStatus.get(voice.voiceId) === voice.status) return;
      lastStatus.set(voice.voiceId, voice.status);
      terminal.print(JSON.stringify(voice));
    },
    stop: () => {},
  };
}
