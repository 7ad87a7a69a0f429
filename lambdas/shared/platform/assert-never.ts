/** Ends an exhaustive switch. A missing case fails to compile, and an unexpected value throws. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected case: ${JSON.stringify(value)}`);
}
