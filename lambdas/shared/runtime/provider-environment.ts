import { z } from 'zod';

/** The variables of every function that calls the provider. */
export const providerEnvironment = {
  PROVIDER_SECRET_ARN: z.string(),
  /** Hosts besides the documented ones that the provider secret may name, separated by commas. */
  ALLOWED_HOSTS: z.string(),
  /** How many processes call the provider at most, all functions together: each keeps to that share of the account's rate. */
  PROVIDER_PROCESSES: z
    .string()
    .regex(/^[1-9]\d{0,3}$/)
    .default('1')
    .transform(Number),
};
