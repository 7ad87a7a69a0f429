import { z } from 'zod';

/** Environment variables of every function that calls the provider. */
export const providerEnvironment = {
  PROVIDER_SECRET_ARN: z.string(),
  /** Hosts that the provider secret may name in addition to the documented hosts, separated by commas. */
  ALLOWED_HOSTS: z.string(),
};
