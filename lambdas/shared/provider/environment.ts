import { z } from 'zod';

/** The variables of every function that calls the provider. */
export const providerEnvironment = {
  PROVIDER_SECRET_ARN: z.string(),
  /** Hosts besides the documented ones that the provider secret may name, separated by commas. */
  ALLOWED_HOSTS: z.string(),
};
