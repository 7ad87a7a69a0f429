import { expect, it } from '@jest/globals';
import { requestOnFullAccount } from './full-account.ts';

it('60 of 100 concurrent requests get the 60 places, and the others are refused before any provider call', async () => {
  const { refused, creates, made, records } = await requestOnFullAccount(1, { requests: 100, places: 60 });
  expect({ refused, creates, made, failed: records.FAILED ?? 0 }).toEqual({
    refused: 40,
    creates: 60,
    made: 60,
    failed: 0,
  });
  expect(Object.values(records).reduce((sum, count) => sum + count, 0)).toBe(60);
});
