export const findingCodes = [
  'empty_body',
  'invalid_json',
  'not_an_object',
  'too_deep',
  'duplicate_key',
  'unknown_field',
  'required',
  'invalid_type',
  'too_short',
  'too_long',
  'out_of_range',
  'invalid_text',
  'not_allowed',
  'family_mismatch',
] as const;
export type FindingCode = (typeof findingCodes)[number];

/** What is wrong with one part of a request. Never carries the value that was sent. */
export interface Finding {
  /** JSON Pointer (RFC 6901) into the body; `''` is the whole of it. */
  readonly pointer?: string;
  /** Name of a query parameter. */
  readonly parameter?: string;
  /** Name of a header. */
  readonly header?: string;
  readonly code: FindingCode;
  readonly detail: string;
  /** The bound that was crossed, in code points unless `detail` says otherwise, and what was found. */
  readonly limit?: number;
  readonly actual?: number;
  readonly allowed?: readonly (string | number)[];
}

/** Longer keys are not repeated in an answer; the pointer then ends at what holds them. */
const longestSegment = 64;

export function jsonPointer(path: readonly PropertyKey[]): string {
  let pointer = '';
  for (const key of path) {
    const segment = String(key);
    if (segment.length > longestSegment) break;
    pointer += `/${segment.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  }
  return pointer;
}
