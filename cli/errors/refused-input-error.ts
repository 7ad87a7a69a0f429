/** The API refused the content of a file. The message has one line for each problem. */
export class RefusedInputError extends Error {
  override readonly name = 'RefusedInputError';
}
