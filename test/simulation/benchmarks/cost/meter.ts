import { z } from 'zod';
import { embedMetrics } from '../../../../lambdas/shared/platform/metrics.ts';
import type { Platform } from '../../../../lambdas/shared/wiring/platform.ts';
import type { DeployedStack } from '../../../harness/deployed-stack.ts';
import type { Handler, OperationName } from '../../../harness/operations.ts';
import type { Deployment, SimulatedAccount } from '../../simulated-account.ts';
import { indexesOf, readUnits, type StoredItem, writeUnits } from './capacity.ts';
import { costOf, type Item, type Usage } from './prices.ts';

/** Assumed compute of an invocation, which virtual time does not contain; milliseconds. */
export const computeMilliseconds = 20;

/** Assumed bytes that Lambda writes to the log of each invocation: the lines START, END and REPORT. */
export const invocationLogBytes = 450;

const sweepRun = z.object({ runId: z.string(), startedAt: z.iso.datetime() });
const request = z.object({
  Key: z.record(z.string(), z.unknown()).optional(),
  Item: z.record(z.string(), z.unknown()).optional(),
  ConsistentRead: z.boolean().default(false),
});
const found = z.object({
  Item: z.record(z.string(), z.unknown()).optional(),
  Items: z.array(z.record(z.string(), z.unknown())).optional(),
});

/** Counts what a simulated deployment is billed for, apart from what its engine counts itself. */
export class Meter {
  readonly #counts: Partial<Record<Item, number>> = {};
  readonly #invocations = new Map<OperationName, { count: number; milliseconds: number }>();
  /** Milliseconds of each run of *sweep reviews*. */
  readonly #sweeps = new Map<string, number>();

  /** Returns the deployment with metered functions. */
  metered(deployment: Deployment, stack: DeployedStack): Deployment {
    return {
      ...deployment,
      code: (name) => {
        const base = deployment.code(name);
        const gigabytes = stack.functionOf(name).memoryMegabytes / 1_024;
        return {
          ...base,
          handlerOn: (platform) => {
            const handler = base.handlerOn(this.#meteredPlatform(platform));
            return (event) => this.#invoke(name, gigabytes, event, handler, platform);
          },
        };
      },
    };
  }

  /** Counts every operation on the table of an account. */
  meterTable({ table }: SimulatedAccount, properties: Readonly<Record<string, unknown>>): void {
    const indexes = indexesOf(properties);
    const call = table.call.bind(table);
    table.call = async (name, input) => {
      const { Key, Item, ConsistentRead } = request.parse(input);
      const item = (): StoredItem | undefined => {
        const stored = Key || Item ? table.item(Key ?? Item ?? {}) : undefined;
        return stored === undefined ? undefined : { ...Object(stored) };
      };
      if (name === 'GetItem' || name === 'Query') {
        const output = await call(name, input);
        const { Item: one, Items = [one] } = found.parse(output ?? {});
        this.add('reads', readUnits(Items, ConsistentRead));
        return output;
      }
      const before = item();
      // A failed condition is billed like a write.
      return call(name, input).finally(() => this.add('writes', writeUnits(before, item(), indexes)));
    };
  }

  add(item: Item, count: number): void {
    this.#counts[item] = (this.#counts[item] ?? 0) + count;
  }

  get usage(): Usage {
    const durations = [...this.#sweeps.values()];
    // Duration is billed in steps of 100 ms, and memory in steps of 64 MB.
    const expressSeconds = durations.reduce((sum, each) => sum + Math.ceil(each / 100) / 10, 0) / 16;
    return { ...this.#counts, expressRequests: durations.length, expressSeconds };
  }

  /** The invocations of each function, the most expensive first. */
  get invocations(): readonly {
    readonly name: OperationName;
    readonly count: number;
    readonly seconds: number;
  }[] {
    return [...this.#invocations]
      .map(([name, { count, milliseconds }]) => ({ name, count, seconds: milliseconds / 1_000 }))
      .sort((one, other) => costOf('invocations', other.count) - costOf('invocations', one.count));
  }

  async #invoke(
    name: OperationName,
    gigabytes: number,
    event: unknown,
    handler: Handler,
    { now }: Platform,
  ): Promise<unknown> {
    const begunAt = now().getTime();
    try {
      return await handler(event);
    } finally {
      const milliseconds = now().getTime() - begunAt + computeMilliseconds;
      this.add('invocations', 1);
      this.add('gigabyteSeconds', (gigabytes * milliseconds) / 1_000);
      this.add('logs', invocationLogBytes);
      const sum = this.#invocations.get(name) ?? { count: 0, milliseconds: 0 };
      this.#invocations.set(name, {
        count: sum.count + 1,
        milliseconds: sum.milliseconds + milliseconds,
      });
      const run = name === 'sweep-reviews' ? sweepRun.safeParse(event).data : undefined;
      if (run) this.#sweeps.set(run.runId, now().getTime() - Date.parse(run.startedAt));
    }
  }

  #meteredPlatform(platform: Platform): Platform {
    const write: Platform['log']['info'] = (message, fields, measurements = []) => {
      const embedded =
        measurements.length > 0 ? embedMetrics(measurements, 'VoiceDesign.VoiceDesign', 0) : {};
      const line = { level: 'INFO', message, ...fields, ...embedded };
      this.add('logs', JSON.stringify(line).length);
    };
    return {
      ...platform,
      s3: this.#counting(platform.s3, (operation) => (operation.startsWith('Put') ? 'puts' : 'gets')),
      eventBridge: this.#counting(platform.eventBridge, () => 'events'),
      secretsManager: this.#counting(platform.secretsManager, () => 'secretReads'),
      log: { info: write, error: write },
    };
  }

  /** Returns a client whose commands are counted. */
  #counting<Client extends object>(client: Client, itemOf: (operation: string) => Item): Client {
    return new Proxy(client, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (name !== 'send' || typeof member !== 'function') return member;
        return (command: object) => {
          this.add(itemOf(command.constructor.name), 1);
          return Reflect.apply(member, target, [command]);
        };
      },
    });
  }
}
