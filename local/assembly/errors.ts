import type { SupportRow } from './support-table.ts';

/** The cloud assembly is missing, unreadable, or not in the format that CDK writes for one stack. */
export class AssemblyError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AssemblyError';
  }
}

/** A `Ref` or `Fn::GetAtt` refers to a resource or an attribute that does not exist. */
export class UnknownReferenceError extends Error {
  readonly logicalId: string;
  readonly attribute: string | undefined;

  constructor(logicalId: string, attribute?: string) {
    super(
      attribute === undefined
        ? `the template has no resource or parameter ${logicalId}`
        : `${logicalId} has no attribute ${attribute} in the local runner`,
    );
    this.name = 'UnknownReferenceError';
    this.logicalId = logicalId;
    this.attribute = attribute;
  }
}

/** An intrinsic function is not supported, or its argument is not valid. */
export class IntrinsicError extends Error {
  constructor(intrinsic: string, reason: string) {
    super(`${intrinsic}: ${reason}`);
    this.name = 'IntrinsicError';
  }
}

/** The template uses properties that the runner does not support. The error lists all of them. */
export class RefusedTemplateError extends Error {
  readonly refusals: readonly SupportRow[];

  constructor(refusals: readonly SupportRow[]) {
    const lines = refusals.map((row) => `  ${row.logicalId} (${row.type}) ${row.property}: ${row.reason}`);
    super(`The local runner does not support these properties of the template:\n${lines.join('\n')}`);
    this.name = 'RefusedTemplateError';
    this.refusals = refusals;
  }
}

/** A resource of the template has the physical name of another one. CloudFormation fails in the same way. */
export class ResourceExistsError extends Error {
  constructor(
    resource: { readonly logicalId: string; readonly type: string; readonly name: string },
    remedy: string,
  ) {
    const { logicalId, type, name } = resource;
    super(`${logicalId}: Resource of type '${type}' with identifier '${name}' already exists. ${remedy}`);
    this.name = 'ResourceExistsError';
  }
}
