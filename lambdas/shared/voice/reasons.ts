import type { Reason } from './record.ts';

export const outcomeUnknown: Reason = {
  code: 'create_outcome_unknown',
  message: 'The create was sent to the provider, but its outcome is unknown. It is not sent again.',
};
