/**
 * The module that bundles have in place of `@smithy/core/event-streams`. No function calls an operation with an event
 * stream. Among the services that the functions call, only S3 has one, `SelectObjectContent`.
 */

/** A function called an operation with an event stream, whose code is not in the bundles. */
export class EventStreamError extends Error {
  override readonly name = 'EventStreamError';
}

export function resolveEventStreamSerdeConfig<Config>(config: Config): Config {
  return config;
}

export function eventStreamSerdeProvider(): never {
  throw new EventStreamError('event streams are not bundled');
}

export class EventStreamSerde {
  constructor() {
    throw new EventStreamError('event streams are not bundled');
  }
}
