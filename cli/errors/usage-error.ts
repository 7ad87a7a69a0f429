/** The command was called wrongly, or lacks a setting: told in one line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
