/** Closes a switch: the compiler refuses a case that was forgotten, and so does the program. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected case: ${JSON.stringify(value)}`);
}
