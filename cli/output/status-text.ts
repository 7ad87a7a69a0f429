import type { DeploymentStatus } from '../../client/types.ts';
import { type Column, tableLines } from './table.ts';
import { formatAge, padEnd } from './text.ts';

type List = DeploymentStatus['lists'][number];

/** Formats the state of a deployment. */
export function statusLines(status: DeploymentStatus, now: number, columns: number | null): string[] {
  const { switches, deadLetters, purge, reconcile, lists } = status;
  const line = (title: string, text: string) => `${padEnd(title, 13)} ${text}`;
  return [
    line('creates', switches.creates ? 'on' : 'off'),
    line('deletes', switches.deletes ? 'on' : 'off'),
    line('dead letters', String(deadLetters.waiting)),
    ...deadLetters.queues.map(({ queue, waiting }) => line('', `${waiting} in ${queue}`)),
    line('purge', runText(purge, now)),
    line('reconcile', runText(reconcile, now)),
    '',
    ...tableLines(lists, listColumns(now), columns),
  ];
}

function runText({ runningSince, last }: DeploymentStatus['purge'], now: number): string {
  const running = runningSince === null ? [] : [`running for ${formatAge(runningSince, now)}`];
  const ended = last === null ? 'no run has ended' : `${last.outcome} ${formatAge(last.endedAt, now)} ago`;
  return [ended, ...running].join(', ');
}

function listColumns(now: number): Column<List>[] {
  const age = (time: string | null | undefined) => (time ? formatAge(time, now) : '-');
  return [
    { title: 'FAMILY', text: ({ family }) => family },
    { title: 'SCOPE', text: ({ scope }) => scope },
    {
      title: 'USED',
      text: ({ used, inFlight, limit }) =>
        used === null || limit === null ? '-' : `${used + inFlight} of ${limit}`,
      hideRank: 4,
    },
    {
      title: 'IN REVIEW',
      text: ({ reviews }) => (reviews === null ? '-' : `${reviews.waiting}${reviews.hasMore ? '+' : ''}`),
    },
    { title: 'OLDEST', text: ({ reviews }) => age(reviews?.oldestSince), hideRank: 1 },
    { title: 'SWEPT', text: ({ reviews }) => age(reviews?.sweptAt), hideRank: 3 },
    {
      title: 'BOOKED UNTIL',
      text: ({ budget: { creates } }) => creates.heldUntil ?? creates.bookedUntil ?? '-',
      hideRank: 2,
    },
  ];
}
