/** Returns the expiry of a presigned URL, or undefined for any other URL. */
export function presignedExpiry(query: URLSearchParams): Date | undefined {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(query.get('X-Amz-Date') ?? '') ?? [];
  const seconds = Number(query.get('X-Amz-Expires') ?? Number.NaN);
  if (second === undefined || Number.isNaN(seconds)) return undefined;
  return new Date(Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) + seconds * 1000);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export function errorDocument(
  code: string,
  message: string,
  details: Readonly<Record<string, string>> = {},
): string {
  const members = Object.entries({ Code: code, Message: message, ...details })
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${members}</Error>`;
}
