/** A resource of the synthesized template with its intrinsic functions resolved. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The values of `Ref` and `Fn::GetAtt` for a resource. */
export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A resource before its intrinsic functions are resolved. It holds enough to compute the resource's identity. */
export interface Declaration {
  readonly logicalId: string;
  readonly type: string;
  readonly stackName: string;
  /** The properties with a literal value, such as a name. */
  readonly literals: Readonly<Record<string, unknown>>;
}

/**
 * The supported and the ignored properties of a resource type. A property in neither list is refused before anything
 * starts, in an error that names the logical id and the property.
 */
export interface ResourceSupport {
  /** Properties that have the same effect as on AWS. */
  readonly supported: readonly string[];
  /** Properties without effect on a laptop, each with the reason that `--explain` prints. */
  readonly ignored: Readonly<Record<string, string>>;
}

/** A property, or a part of one, that the runner refuses because it would behave differently from AWS. */
export interface Refusal {
  readonly property: string;
  readonly reason: string;
}

/**
 * An AWS service on the laptop. The runner first checks the template (`identify`, `findRefusals`) and starts every
 * service. It then calls `identify` again, because ports are known by then, resolves the template's intrinsic functions,
 * and calls `deploy` in dependency order.
 */
export interface LocalService {
  readonly name: string;
  /** The support of each resource type that the service deploys. */
  readonly resources: Readonly<Record<string, ResourceSupport>>;
  /** Opens the service's state and ports. No resource of the stack exists yet. */
  start(): Promise<void>;
  /** May throw before `start` if the identity contains a port. The runner then uses a placeholder. */
  identify(declaration: Declaration): Identity;
  /**
   * Returns the refusals that depend on a property's value, such as a state of a machine or a rule's target. It is called
   * before any service starts.
   */
  findRefusals?(resource: Resource): readonly Refusal[];
  deploy(resource: Resource): Promise<void>;
  /** Resumes executions, starts schedules or opens the gateway. The runner calls it once everything is deployed. */
  ready?(): Promise<void>;
  stop(): Promise<void>;
}
