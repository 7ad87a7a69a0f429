import { setTimeout as sleep } from 'node:timers/promises';
import { isSettled, type VoiceClient } from '../../client/index.ts';
import type { VoiceView } from '../../client/types.ts';
import { command, duration } from '../command/command.ts';
import { connect, connectionOptions } from '../deployment/connect.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { Progress } from '../output/progress.ts';
import type { Terminal } from '../output/terminal.ts';
import { statuses } from '../output/voice-text.ts';

const unsettled = statuses.filter((status) => !isSettled(status));

export const watchCommand = command(
  {
    name: 'watch',
    summary: 'shows the status of all voices that are not settled, until none is left',
    usage: ['[options]'],
    details: ['On a terminal the lines are redrawn in place; elsewhere a line comes with each change.'],
    options: {
      follow: { type: 'boolean', short: 'f', says: 'go on when all are settled, for those to come' },
      timeout: { type: 'string', value: 'TIME', says: 'give up after 90s, 10m, 2h (never)' },
      interval: { type: 'string', value: 'TIME', says: 'how often to look (2s)' },
      json: { type: 'boolean', says: 'each change as one line of JSON' },
      ...connectionOptions,
    },
    examples: [
      { command: 'voice watch', says: 'until everything is settled' },
      { command: 'voice watch --follow', says: 'until Ctrl-C' },
      {
        command: 'voice watch --json | jq -r \'select(.status == "OK") | .use.voice\'',
        says: 'as they become ready',
      },
    ],
  },
  async ({ values }, terminal) => {
    const intervalMs = duration('interval', values.interval ?? '2s');
    const deadline =
      values.timeout === undefined
        ? Number.POSITIVE_INFINITY
        : Date.now() + duration('timeout', values.timeout);
    const client = connect(terminal, values.state);
    const show = values.json ? jsonLines(terminal) : progressLines(terminal);
    let watched = new Map<string, VoiceView>();
    try {
      for (;;) {
        const seen = await look(client, watched);
        for (const voice of seen) show.see(voice);
        watched = new Map(
          seen.filter(({ status }) => !isSettled(status)).map((voice) => [voice.voiceId, voice]),
        );
        if (watched.size === 0 && !values.follow) return exitCodes.done;
        if (Date.now() + intervalMs > deadline) return exitCodes.gaveUp;
        await sleep(intervalMs);
      }
    } finally {
      show.stop();
    }
  },
);

/** All that are unsettled, oldest first, and what has become of those that were at the last look. */
async function look(client: VoiceClient, before: ReadonlyMap<string, VoiceView>): Promise<VoiceView[]> {
  const seen = new Map<string, VoiceView>();
  for (const status of unsettled) {
    // In the order of the way: a voice that moves on between two lists is met again, not missed.
    for await (const voice of client.listVoices({ status })) seen.set(voice.voiceId, voice);
  }
  for (const voiceId of before.keys()) {
    if (!seen.has(voiceId)) seen.set(voiceId, await client.get(voiceId));
  }
  return [...seen.values()].toSorted((a, b) => (a.voiceId < b.voiceId ? -1 : 1));
}

interface Show {
  see(voice: VoiceView): void;
  stop(): void;
}

function progressLines(terminal: Terminal): Show {
  const progress = new Progress(terminal, ({ createdAt }) => Date.parse(createdAt));
  return {
    see: (voice) => (isSettled(voice.status) ? progress.settle(voice) : progress.see(voice)),
    stop: () => progress.stop(),
  };
}

function jsonLines(terminal: Terminal): Show {
  const last = new Map<string, string>();
  return {
    see: (voice) => {
      if (last.get(voice.voiceId) === voice.status) return;
      last.set(voice.voiceId, voice.status);
      terminal.print(JSON.stringify(voice));
    },
    stop: () => {},
  };
}
