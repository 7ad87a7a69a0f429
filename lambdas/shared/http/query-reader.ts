import { type ApiError, invalidRequest } from '../validation/api-error.ts';
import { codePoints, isRepeatable } from '../validation/text.ts';
import type { ValidationIssue } from '../validation/validation-issue.ts';
import type { HttpRequest } from './request.ts';

/** Reads the query parameters of a call and collects what is wrong with them, so that all is said at once. */
export class QueryReader {
  readonly #query: HttpRequest['query'];
  readonly #issues: ValidationIssue[] = [];
  #refusal: ApiError | undefined;

  /** @param known every parameter of the call */
  constructor({ query }: Pick<HttpRequest, 'query'>, known: readonly string[]) {
    this.#query = query;
    for (const [name, values] of query) {
      if (!known.includes(name)) {
        // A name of any length may have been sent; a long one is not repeated.
        this.refuse(name.slice(0, 64), {
          code: 'unknown_field',
          detail: 'is not a parameter of this call',
        });
      } else if (values.length > 1) {
        this.refuse(name, { code: 'not_allowed', detail: 'was sent more than once' });
      } else if (!values.every(isRepeatable)) {
        this.refuse(name, {
          code: 'invalid_text',
          detail: 'has characters that no value has, or is not UTF-8',
        });
      } else if (values.some((value) => !value.isWellFormed() || value.includes('\ufffd'))) {
        this.refuse(name, { code: 'invalid_text', detail: 'is not UTF-8' });
      }
    }
  }

  refuse(parameter: string, issue: Omit<ValidationIssue, 'parameter'>): undefined {
    this.#issues.push({ parameter, ...issue });
    return undefined;
  }

  /** Refuses the call for another reason than its parameters, unless one of them is wrong. */
  refuseAtEnd(refusal: ApiError): void {
    this.#refusal = refusal;
  }

  text(name: string): string | undefined {
    return this.#query.get(name)?.[0];
  }

  shortText(name: string, most: number): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const actual = codePoints(text);
    if (actual === 0) return this.refuse(name, { code: 'too_short', detail: 'is empty', limit: 1, actual });
    if (actual <= most) return text;
    return this.refuse(name, {
      code: 'too_long',
      detail: `has more than ${most} characters`,
      limit: most,
      actual,
    });
  }

  oneOf<Value extends string>(name: string, allowed: readonly Value[]): Value | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = allowed.find((each) => each === text);
    return (
      value ?? this.refuse(name, { code: 'not_allowed', detail: 'is not one of those allowed', allowed })
    );
  }

  requiredOneOf<Value extends string>(name: string, allowed: readonly Value[]): Value | undefined {
    if (this.text(name) !== undefined) return this.oneOf(name, allowed);
    return this.refuse(name, { code: 'required', detail: 'is missing', allowed });
  }

  wholeNumber(name: string, { least, most }: { least: number; most: number }): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!/^\d{1,9}$/.test(text)) {
      return this.refuse(name, { code: 'invalid_type', detail: 'is not a whole number' });
    }
    const actual = Number(text);
    if (actual >= least && actual <= most) return actual;
    const detail = `is not between ${least} and ${most}`;
    return this.refuse(name, { code: 'out_of_range', detail, limit: actual < least ? least : most, actual });
  }

  /** @throws ApiError `invalid_request` naming every parameter that is wrong */
  end(): void {
    if (this.#issues.length > 0) throw invalidRequest(this.#issues);
    if (this.#refusal) throw this.#refusal;
  }

  /** The same, for what could only be read if nothing is wrong with it. @throws ApiError `invalid_request` */
  endWith<Value>(value: Value | null): Value {
    this.end();
    if (value === null) throw invalidRequest([]);
    return value;
  }
}
