import * as z from 'zod';
import { CREATE_PRICE_SOURCE, FAMILY_ROWS } from '../dashscope/families.ts';
import { FAMILIES, type Family, SCOPES, type Scope } from '../dashscope/vocabulary.ts';
import type { ProviderList } from './provider-list.ts';

/** The provider's price of creating voices. Synthesis with a voice is billed separately. */
export const costSchema = z
  .object({
    amount: z
      .number()
      .nonnegative()
      .nullable()
      .describe('The price of all voices. Null if the provider documents none.'),
    currency: z.enum(['CNY', 'USD']).nullable().describe('Null if amount is null.'),
    basis: z.string().describe('A sentence for people: the documented price, its source and its date.'),
  })
  .meta({ examples: [{ amount: 0, currency: 'CNY', basis: basisOfFree(FAMILIES[0], SCOPES[0]) }] });
/** The documented price of creating voices. */
export type Cost = Readonly<z.infer<typeof costSchema>>;

/** Returns the documented price of creating a number of voices. Does not deduct a free quota. */
export function costOf({ family, scope }: ProviderList, voices: number): Cost {
  const price = FAMILY_ROWS[family].createPrices[scope];
  if ('undocumented' in price) {
    const basis = `The provider documents no clear price for voices of the family ${family} in the scope ${scope}: ${price.undocumented}.`;
    return { amount: null, currency: null, basis };
  }
  const { amount, currency, freeQuota } = price;
  if (amount === 0) return { amount, currency, basis: basisOfFree(family, scope) };
  const basis = `The provider bills ${currency} ${amount} for each created voice of the family ${family} in the scope ${scope} (${source()}). Failed creates are free.`;
  // Prices have two decimals. Multiplying them as floating point numbers would show 0.6000000000000001.
  const total = Math.round(amount * 100 * voices) / 100;
  return { amount: total, currency, basis: freeQuota === null ? basis : `${basis} ${freeQuota}` };
}

function basisOfFree(family: Family, scope: Scope): string {
  return `The provider creates voices of the family ${family} in the scope ${scope} free of charge (${source()}).`;
}

function source(): string {
  return `${CREATE_PRICE_SOURCE.pages}, as of ${CREATE_PRICE_SOURCE.date}`;
}
