// @ts-check
/**
 * Returns the message of an error that `parseArgs` throws, in one line. Node appends advice to its own messages.
 *
 * @param {unknown} error
 * @returns {string}
 */
export function optionsErrorMessage(error) {
  if (!(error instanceof Error)) return String(error);
  const isFromNode = 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  return isFromNode ? (error.message.split(/\. |\n/)[0] ?? '') : error.message;
}
