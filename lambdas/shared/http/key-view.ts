import * as z from 'zod';
import { keyScopes } from '../contract.ts';
import type { Caller } from './request.ts';

/** The API key of a call, without its secret. */
export const keyViewSchema = z.object({
  owner: z.string().describe('Recorded as createdBy on everything that the key requests.'),
  keyId: z.string().describe('Id of the key in logs and in voice keys list.'),
  scopes: z.array(z.enum(keyScopes)).describe('The permissions of the key.'),
});
/** The API key of a call, without its secret. */
export type KeyView = Readonly<z.infer<typeof keyViewSchema>>;

/** Returns the key of a call. Its scopes have a fixed order, however the key was created. */
export function keyView({ owner, keyId, scopes }: Caller): KeyView {
  return { owner, keyId, scopes: keyScopes.filter((scope) => scopes.includes(scope)) };
}
