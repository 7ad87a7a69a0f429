import type { Capacity } from '../../client/types.ts';
import { command } from '../command/command.ts';
import { connect, connectionOptions, jsonOption } from '../deployment/connect.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { type Column, tableLines } from '../output/table.ts';
import { age } from '../output/text.ts';

export const capacityCommand = command(
  {
    name: 'capacity',
    summary: 'shows how full the provider account is: voices used, allowed and in flight',
    usage: ['[options]'],
    details: [
      'USED is the last count of the list, which holds the voices of everyone who uses the account. IN FLIGHT are the',
      'places taken besides: by voices that were being created at the count, and by those requested since. A request is',
      'refused when both together reach the limit. The provider is not asked. The limit of cosyvoice covers CosyVoice,',
      'Qwen-Audio-TTS and Qwen-Audio-Realtime voices together, clones included.',
    ],
    options: { ...jsonOption, ...connectionOptions },
    examples: [
      { command: 'voice capacity', says: 'each list that is offered' },
      {
        command: "voice capacity --json | jq '.[] | select(.used != null) | .limit - .used - .inFlight'",
        says: 'the places that are left, for a script',
      },
    ],
  },
  async ({ values }, terminal) => {
    const lists = await connect(terminal, values.state).capacity();
    if (values.json) terminal.printJson(lists);
    else for (const line of tableLines(lists, columns(Date.now()), terminal.columns)) terminal.print(line);
    return exitCodes.done;
  },
);

function columns(now: number): Column<Capacity>[] {
  const counted = (number: number | null) => (number === null ? '-' : String(number));
  return [
    { title: 'FAMILY', text: ({ family }) => family },
    { title: 'SCOPE', text: ({ scope }) => scope },
    { title: 'USED', text: ({ used }) => counted(used) },
    { title: 'LIMIT', text: ({ limit }) => counted(limit) },
    { title: 'IN FLIGHT', text: ({ inFlight }) => String(inFlight), hides: 1 },
    {
      title: 'COUNTED',
      text: ({ countedAt }) => (countedAt === null ? 'not yet' : `${age(countedAt, now)} ago`),
      hides: 2,
    },
  ];
}
