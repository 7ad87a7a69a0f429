import type { ComponentChildren } from 'preact';
import type { AuditionStatus, Status } from '../../client/index.ts';
import { useWords } from '../core/words.ts';

export type Tone = 'neutral' | 'good' | 'bad' | 'warn' | 'busy';

export interface BadgeProps {
  /** @default 'neutral' */
  readonly tone?: Tone;
  /** Marks a status with a dot. @default false */
  readonly dot?: boolean;
  readonly children: ComponentChildren;
}

/** A short label. Its meaning is in the text, never in the color alone. */
export function Badge({ tone = 'neutral', dot = false, children }: BadgeProps) {
  return <span class={`badge badge-${tone}${dot ? ' badge-dot' : ''}`}>{children}</span>;
}

const tones: Readonly<Record<Status, Tone>> = {
  REQUESTED: 'busy',
  CREATING: 'busy',
  DEPLOYING: 'busy',
  OK: 'good',
  UNDEPLOYED: 'bad',
  FAILED: 'bad',
  TIMED_OUT: 'warn',
  DELETED: 'neutral',
  PURGED: 'neutral',
  EXPIRED: 'warn',
};

/** The status of a voice. */
export function StatusBadge({ status }: { status: Status }) {
  const { common } = useWords();
  return (
    <Badge dot tone={tones[status]}>
      {common.statuses[status]}
    </Badge>
  );
}

const auditionTones: Readonly<Record<AuditionStatus, Tone>> = {
  OPEN: 'busy',
  READY: 'good',
  FAILED: 'bad',
  DECIDED: 'neutral',
  LAPSED: 'warn',
  CANCELLED: 'neutral',
};

/** The status of an audition. */
export function AuditionStatusBadge({ status }: { status: AuditionStatus }) {
  const { common } = useWords();
  return (
    <Badge dot tone={auditionTones[status]}>
      {common.auditionStatuses[status]}
    </Badge>
  );
}
