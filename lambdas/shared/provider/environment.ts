import * as z from 'zod';

/** Environment variables of every function that calls the provider. */
export const providerEnvironment = {
  PROVIDER_SECRET_ARN: z.string(),
  /** Hosts that the provider secret may name in addition to the documented hosts, separated by commas. */
  ALLOWED_HOSTS: z.string(),
  /** This deployment's part of the provider account's rate, above 0 and at most 1. */
  PROVIDER_SHARE: z.coerce.number<string>().positive().max(1),
};
