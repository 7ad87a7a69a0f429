/** Returns a line if a value is not the expected one. */
export function difference(name: string, actual: unknown, expected: unknown): string[] {
  const [actualText, expectedText] = [JSON.stringify(actual), JSON.stringify(expected)];
  return actualText === expectedText ? [] : [`${name} is ${actualText} instead of ${expectedText}`];
}
