import { describe, expect, it } from '@jest/globals';
import { countPlaces } from '../../../lambdas/reconcile-list/count-places.ts';
import { DynamoPlaceCounter } from '../../../lambdas/shared/stores/places.ts';
import type { VoiceSummary } from '../../../lambdas/shared/stores/voices-by-status.ts';
import type { ProviderList } from '../../../lambdas/shared/voice/provider-list.ts';
import { deployedStack } from '../../harness/deployed-stack.ts';
import { memoryDynamo } from '../../simulation/table/memory-dynamo.ts';
import { MemoryTable } from '../../simulation/table/memory-table.ts';
import { workflowSettings } from '../../support/deployments.ts';
import fc from '../../support/fast-check.ts';
import { instant } from '../../support/voices.ts';

const list: ProviderList = { family: 'cosyvoice', scope: 'mainland' };
const limit = 6;

/** The true state of one request for a voice. */
interface Request {
  readonly voiceId: string;
  takenAt: number;
  recordedAt: number;
  state: 'none' | 'recorded' | 'listed' | 'gone';
}

/** Waits for its turn among everything else that happens. */
type Turn = () => Promise<unknown>;

/** The real counter and the real count of places, with the true state of each voice. */
class Model {
  readonly requests: Request[] = [];
  refused = 0;
  readonly #table = new MemoryTable({ ...deployedStack(workflowSettings).table, logicalId: 'Table' });
  readonly #turn: Turn;
  /** Raised with each thing that happens. */
  #moment = 0;
  #scans = 0;
  #latestScan = 0;

  constructor(turn: Turn) {
    this.#turn = turn;
  }

  readonly places = new DynamoPlaceCounter(
    memoryDynamo((name, input) => this.#table.call(name, input)),
    this.#table.name,
  );

  /** A request that ends after some of its steps: taken, recorded, created, deleted. */
  async request(steps: number): Promise<void> {
    await this.#turn();
    const takenAt = ++this.#moment;
    if (!(await this.places.take(list))) {
      this.refused += 1;
      return;
    }
    const voiceId = `voice-${this.requests.length}`;
    const request: Request = { voiceId, takenAt, recordedAt: Number.POSITIVE_INFINITY, state: 'none' };
    this.requests.push(request);
    for (const state of (['recorded', 'listed', 'gone'] as const).slice(0, steps)) {
      await this.#turn();
      request.state = state;
      if (state === 'recorded') request.recordedAt = ++this.#moment;
    }
  }

  /** @returns the deficit of the counter at the end of the scan, among the voices that it can include of */
  async scan(): Promise<number> {
    const scan = ++this.#scans;
    let startedAt = 0;
    let missed = 0;
    await countPlaces(list, () => this.#readList(), {
      newScanId: () => `scan-${scan}`,
      voicesByStatus: { ofList: (status) => this.#recorded(status) },
      places: {
        startScan: async (of, id) => {
          await this.#turn();
          startedAt = ++this.#moment;
          this.#latestScan = scan;
          await this.places.startScan(of, id);
        },
        endScan: async (of, id, count) => {
          await this.#turn();
          await this.places.endScan(of, id, count);
          if (this.#latestScan !== scan) return;
          const { taken } = await this.places.read(of);
          const known = this.alive.filter(
            ({ takenAt, recordedAt }) => takenAt > startedAt || recordedAt < startedAt,
          );
          missed = Math.max(0, known.length - taken);
        },
      },
    });
    return missed;
  }

  /** In flight or listed. */
  get alive(): readonly Request[] {
    return this.requests.filter(({ state }) => state === 'recorded' || state === 'listed');
  }

  async *#recorded(status: string): AsyncIterable<VoiceSummary> {
    if (status !== 'CREATING') return;
    await this.#turn();
    for (const { voiceId, state } of this.requests) {
      if (state === 'recorded')
        yield { voiceId, providerVoiceId: null, keyId: null, openKeyIds: [], purgeAt: null, warnings: [] };
    }
  }

  async #readList() {
    await this.#turn();
    const listed = this.requests.filter(({ state }) => state === 'listed');
    const voices = listed.map(({ voiceId }) => ({ record: { voiceId } }));
    return { voices, count: { used: listed.length, limit, countedAt: instant } };
  }
}

describe('the count of places', () => {
  it('includes every voice that was recorded before it or requested during it, and the next count is exact', async () => {
    let refusals = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.nat(3), { minLength: 1, maxLength: 14 }),
        fc.integer({ min: 1, max: 4 }),
        async (scheduler, requests, scans) => {
          const model = new Model(() => scheduler.schedule(Promise.resolve()));
          const missed: number[] = [];
          const scanOften = async () => {
            for (let scan = 0; scan < scans; scan += 1) missed.push(await model.scan());
          };
          const work = [...requests.map((steps) => model.request(steps)), scanOften(), scanOften()];
          await scheduler.waitFor(Promise.all(work));
          expect(missed.filter((count) => count > 0)).toEqual([]);

          await scheduler.waitFor(model.scan());
          const { taken } = await model.places.read(list);
          expect(taken).toBe(model.alive.length);
          refusals += model.refused;
        },
      ),
      { numRuns: 100 },
    );
    expect(refusals).toBeGreaterThan(0);
  });
});
