import { z } from 'zod';
import { cfnBoolean, cfnNumber } from '../../core/resource-properties.ts';
import { GatewayError } from './gateway-error.ts';
import type { ResourceNode } from './route-tree.ts';

/** The limits of an account in a region, which hold where a setting gives only one of the two. */
const accountLimits = { ratePerSecond: 10_000, burst: 5_000 };

const ignored = z.unknown().optional();
const rate = z
  .union([
    cfnNumber,
    z
      .string()
      .regex(/^\d+\.\d+$/)
      .transform(Number),
  ])
  .pipe(z.number().min(0));

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-apigateway-stage-methodsetting.html */
export const methodSettings = z
  .array(
    z.strictObject({
      HttpMethod: z.string(),
      ResourcePath: z.string(),
      ThrottlingRateLimit: rate.optional(),
      ThrottlingBurstLimit: rate.optional(),
      CachingEnabled: cfnBoolean
        .refine((enabled) => !enabled, 'responses are not cached on a laptop')
        .optional(),
      CacheDataEncrypted: ignored,
      CacheTtlInSeconds: ignored,
      DataTraceEnabled: ignored,
      LoggingLevel: ignored,
      MetricsEnabled: ignored,
    }),
  )
  .default([]);

type MethodSetting = z.output<typeof methodSettings>[number];

/**
 * The throttling of one stage, with a token bucket for each method that has limits. A setting for all methods limits each
 * method on its own. The most specific setting applies.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export class MethodThrottle {
  readonly #settings: readonly MethodSetting[];
  readonly #now: () => number;
  readonly #buckets = new Map<string, TokenBucket | null>();

  /** @param now milliseconds of the runner's clock */
  constructor(settings: readonly MethodSetting[], now: () => number) {
    this.#settings = settings.filter(
      ({ ThrottlingRateLimit, ThrottlingBurstLimit }) =>
        ThrottlingRateLimit !== undefined || ThrottlingBurstLimit !== undefined,
    );
    this.#now = now;
  }

  /** Takes a token for a request to a method. @throws GatewayError `THROTTLED` */
  take(node: ResourceNode, httpMethod: string): void {
    if (this.#settings.length === 0) return;
    const method = `${httpMethod} ${node.path}`;
    let bucket = this.#buckets.get(method);
    if (bucket === undefined) {
      bucket = this.#newBucket(node.path, httpMethod);
      this.#buckets.set(method, bucket);
    }
    if (bucket !== null && !bucket.take(this.#now())) throw new GatewayError('THROTTLED');
  }

  #newBucket(path: string, httpMethod: string): TokenBucket | null {
    // In a setting, the root is `/`, and the slashes of `/a/b` are encoded: `/~1a~1b`.
    const encoded = path === '/' ? '/' : `/${path.replaceAll('/', '~1')}`;
    const setting = [
      [encoded, httpMethod],
      [encoded, '*'],
      ['/*', httpMethod],
      ['/*', '*'],
    ]
      .map(([resource, method]) =>
        this.#settings.find(
          ({ ResourcePath, HttpMethod }) => ResourcePath === resource && HttpMethod === method,
        ),
      )
      .find((found) => found !== undefined);
    if (setting === undefined) return null;
    const { ThrottlingRateLimit, ThrottlingBurstLimit } = setting;
    return new TokenBucket(
      ThrottlingRateLimit ?? accountLimits.ratePerSecond,
      ThrottlingBurstLimit ?? accountLimits.burst,
      this.#now(),
    );
  }
}

/** A bucket that is full at first. https://en.wikipedia.org/wiki/Token_bucket */
class TokenBucket {
  readonly #ratePerSecond: number;
  readonly #size: number;
  #tokens: number;
  #filled: number;

  constructor(ratePerSecond: number, size: number, now: number) {
    this.#ratePerSecond = ratePerSecond;
    this.#size = size;
    this.#tokens = size;
    this.#filled = now;
  }

  take(now: number): boolean {
    const added = ((now - this.#filled) / 1000) * this.#ratePerSecond;
    this.#tokens = Math.min(this.#size, this.#tokens + Math.max(0, added));
    this.#filled = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
