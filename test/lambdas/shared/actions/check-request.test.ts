import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkRequest } from '../../../../lambdas/shared/actions/check-request.ts';
import { DynamoPlaceCounter } from '../../../../lambdas/shared/stores/places.ts';
import { DynamoSwitches } from '../../../../lambdas/shared/stores/switches.ts';
import { startTable, type TestTable } from '../../../support/dynalite.ts';
import { accepted, cosyvoice } from '../../../support/voice-requests.ts';
import { instant } from '../../../support/voices.ts';

const list = { family: 'cosyvoice', scope: 'mainland' } as const;

describe('the check of a request', () => {
  let table: TestTable;
  let places: DynamoPlaceCounter;
  beforeEach(async () => {
    table = await startTable();
    places = new DynamoPlaceCounter(table.client, table.table);
  });
  afterEach(() => table.stop());

  const check = (voices: number) =>
    checkRequest(accepted(cosyvoice), voices, {
      places,
      switches: new DynamoSwitches(table.client, table.table),
    });

  it('is valid before the first count, and takes no place', async () => {
    expect(await check(10)).toMatchObject({
      valid: true,
      capacity: { used: null, limit: null, inFlight: 0 },
    });
    expect((await places.read(list)).taken).toBe(0);
  });

  it('needs a free place for every voice', async () => {
    await places.startScan(list, 'scan');
    await places.endScan(list, 'scan', { used: 995, inFlight: 2, limit: 1_000, countedAt: instant });
    expect(await check(3)).toMatchObject({ valid: true, warnings: [] });
    expect(await check(4)).toMatchObject({
      valid: false,
      warnings: [
        {
          code: 'voice_quota_exhausted',
          message:
            'By the last count, the provider account has 3 free places for voices of the family cosyvoice in the scope mainland, and the request needs 4.',
        },
      ],
    });
    expect((await places.read(list)).taken).toBe(997);
  });
});
