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
  /** The end of generated names. @default '' */
  readonly nameSuffix?: string;
  /** The properties with a literal value, such as a name. */
  readonly literals: Readonly<Record<string, unknown>>;
  /** The logical ids to which properties refer by `Ref`. @default none */
  readonly references?: Readonly<Record<string, string>>;
}

/** A property of which the runner supports one value. It refuses any other value with the reason. */
export interface FixedValue {
  readonly value: string | number | boolean;
  readonly reason: string;
}

/**
 * The supported and the ignored properties of a resource type, as paths with dots (`KeySchema.KeyType`). The path of a list
 * is the path of its items. A property in none of the lists is refused before anything starts, in an error that names the
 * logical id and the property. A supported property has no parts: each supported part is an entry, and the others are
 * refused.
 */
export interface ResourceSupport {
  /**
   * Properties whose values have the same effect as on AWS. test/local/properties changes each of them and observes the
   * effect. A path that ends with `.*` is a map with free names, such as the variables of a function.
   */
  readonly supported: readonly string[];
  /** Properties with a single supported value. */
  readonly fixed?: Readonly<Record<string, FixedValue>>;
  /**
   * Supported properties with their own language, such as a state machine's definition, and the parts of it that have
   * the same effect as on AWS. The service refuses all other parts in `findRefusals`.
   */
  readonly documents?: Readonly<Record<string, readonly string[]>>;
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
  /**
   * Returns the reason why a resource has no effect on a laptop because of the values of its properties, or undefined if it
   * has one. `--explain` prints the reason for the resource as a whole.
   */
  findReasonToIgnore?(resource: Resource): string | undefined;
  deploy(resource: Resource): Promise<void>;
  /**
   * Deletes the data of a resource by its physical name, in a started service. Returns the reason if AWS would refuse.
   * A service without data of its resources does not have the method.
   */
  remove?(type: string, name: string, options: { readonly isEmptied: boolean }): Promise<string | undefined>;
  /** Deletes what the service keeps of a stack in addition to its named resources. The service does not have to be started. */
  removeStack?(stackName: string): Promise<void>;
  /** Resumes executions, starts schedules or opens the gateway. The runner calls it once everything is deployed. */
  ready?(): Promise<void>;
  stop(): Promise<void>;
}
