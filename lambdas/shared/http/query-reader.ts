import { parseUtcTime } from '../platform/utc-time.ts';
import { type ApiError, invalidRequest } from '../validation/api-error.ts';
import { codePointCount, isSingleLineText } from '../validation/text.ts';
import type { ValidationIssue } from '../validation/validation-issue.ts';
import type { HttpRequest } from './request.ts';

/** Reads the query parameters of a call and collects their issues, so that one error reports them all. */
export class QueryReader {
  readonly #query: HttpRequest['query'];
  readonly #issues: ValidationIssue[] = [];
  #errorAtEnd: ApiError | undefined;

  /** @param known names of the call's parameters */
  constructor({ query }: Pick<HttpRequest, 'query'>, known: readonly string[]) {
    this.#query = query;
    for (const [name, values] of query) {
      if (!known.includes(name)) {
        // A long name is truncated, because a caller can send any length.
        this.reject(name.slice(0, 64), {
          code: 'unknown_field',
          detail: 'is not a parameter of this call',
        });
      } else if (values.length > 1) {
        this.reject(name, { code: 'not_allowed', detail: 'was sent more than once' });
      } else if (!values.every(isSingleLineText)) {
        this.reject(name, {
          code: 'invalid_text',
          detail: 'has characters that are not allowed, or is not UTF-8',
        });
      } else if (values.some((value) => !value.isWellFormed() || value.includes('\ufffd'))) {
        this.reject(name, { code: 'invalid_text', detail: 'is not UTF-8' });
      }
    }
  }

  reject(parameter: string, issue: Omit<ValidationIssue, 'parameter'>): undefined {
    this.#issues.push({ parameter, ...issue });
    return undefined;
  }

  /** Makes `end()` throw an error if no parameter is invalid. */
  failAtEnd(error: ApiError): void {
    this.#errorAtEnd = error;
  }

  text(name: string): string | undefined {
    return this.#query.get(name)?.[0];
  }

  shortText(name: string, max: number): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const actual = codePointCount(text);
    if (actual === 0) return this.reject(name, { code: 'too_short', detail: 'is empty', limit: 1, actual });
    if (actual <= max) return text;
    return this.reject(name, {
      code: 'too_long',
      detail: `has more than ${max} characters`,
      limit: max,
      actual,
    });
  }

  oneOf<Value extends string>(name: string, allowed: readonly Value[]): Value | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = allowed.find((each) => each === text);
    return (
      value ?? this.reject(name, { code: 'not_allowed', detail: 'is not one of the allowed values', allowed })
    );
  }

  requiredOneOf<Value extends string>(name: string, allowed: readonly Value[]): Value | undefined {
    if (this.text(name) !== undefined) return this.oneOf(name, allowed);
    return this.reject(name, { code: 'required', detail: 'is missing', allowed });
  }

  wholeNumber(name: string, { min, max }: { min: number; max: number }): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!/^\d{1,9}$/.test(text)) {
      return this.reject(name, { code: 'invalid_type', detail: 'is not a whole number' });
    }
    const actual = Number(text);
    if (actual >= min && actual <= max) return actual;
    const detail = `is not between ${min} and ${max}`;
    return this.reject(name, { code: 'out_of_range', detail, limit: actual < min ? min : max, actual });
  }

  /** Parses a time in UTC, such as `2026-11-29T15:41:35Z`. */
  time(name: string): Date | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const time = parseUtcTime(text);
    if (time) return time;
    return this.reject(name, {
      code: 'invalid_type',
      detail: 'is not a time of the form 2026-11-29T15:41:35Z',
    });
  }

  /** @throws ApiError `invalid_request` with every issue, or the error of `failAtEnd` */
  end(): void {
    if (this.#issues.length > 0) throw invalidRequest(this.#issues);
    if (this.#errorAtEnd) throw this.#errorAtEnd;
  }

  /** Like `end()`, for a value that is null if a parameter is invalid. @throws ApiError `invalid_request` */
  endWith<Value>(value: Value | null): Value {
    this.end();
    if (value === null) throw invalidRequest([]);
    return value;
  }
}
