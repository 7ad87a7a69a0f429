import type { SupportRow } from './support.ts';

/** The cloud assembly is missing, unreadable, or not of a shape that CDK writes for one stack. */
export class AssemblyError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AssemblyError';
  }
}

/** `Ref` or `Fn::GetAtt` of something that the template or the service behind it does not have. */
export class UnknownReferenceError extends Error {
  readonly logicalId: string;
  readonly attribute: string | undefined;

  constructor(logicalId: string, attribute?: string) {
    super(
      attribute === undefined
        ? `nothing in the template is called ${logicalId}`
        : `${logicalId} has no attribute ${attribute} on a laptop`,
    );
    this.name = 'UnknownReferenceError';
    this.logicalId = logicalId;
    this.attribute = attribute;
  }
}

/** An intrinsic function that the runner does not evaluate, or that is written wrongly. */
export class IntrinsicError extends Error {
  constructor(intrinsic: string, reason: string) {
    super(`${intrinsic}: ${reason}`);
    this.name = 'IntrinsicError';
  }
}

/** The template asks for things that the runner would do differently from AWS, or not at all: all of them. */
export class RefusedTemplateError extends Error {
  readonly refusals: readonly SupportRow[];

  constructor(refusals: readonly SupportRow[]) {
    const lines = refusals.map((row) => `  ${row.logicalId} (${row.type}) ${row.property}: ${row.reason}`);
    super(`The template asks for what the local runner does not do:\n${lines.join('\n')}`);
    this.name = 'RefusedTemplateError';
    this.refusals = refusals;
  }
}
