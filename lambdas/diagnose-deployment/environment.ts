import * as z from 'zod';
import { nameSpaceEnvironment } from '../shared/voice/name-space.ts';
import { providerReadEnvironment } from '../shared/wiring/provider-read-environment.ts';

export const environment = z.object({
  ...providerReadEnvironment,
  ...nameSpaceEnvironment,
  DESIGN_VOICE_STATE_MACHINE_ARN: z.string(),
  /** Period of the schedule of reconciliation. */
  RECONCILE_SECONDS: z.coerce.number<string>().positive(),
  /** Time after which an unchanged, unfinished voice needs a running execution. */
  STALLED_SECONDS: z.coerce.number<string>().positive(),
});
