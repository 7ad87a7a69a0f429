/** Characters that an HTTP header can contain. */
const printableAscii = /^[\x21-\x7e]+$/;

/** Calls `GET /key` at an address of an API. Returns null if the API could not check the key. */
export async function isKeyAccepted(
  apiUrl: string,
  apiKey: string,
  timeoutMs: number,
): Promise<boolean | null> {
  if (!printableAscii.test(apiKey)) return false;
  try {
    const response = await fetch(`${apiUrl.replace(/\/+$/, '')}/key`, {
      headers: { Authorization: `Bearer ${apiKey}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.ok) return true;
    return response.status === 401 ? false : null;
  } catch {
    return null;
  }
}
