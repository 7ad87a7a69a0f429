/** The command line is invalid, or a setting is missing. Shown as one line, with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
