/**
 * A shape of a service model: the type of a value with its constraints. Members, list items and map entries name other
 * shapes of the same service.
 */
export interface Shape {
  readonly type: string;
  /** The members of a structure. */
  readonly members?: Readonly<Record<string, string>>;
  /** The members without which a structure is refused. */
  readonly required?: readonly string[];
  /** True for a structure with exactly one member. */
  readonly union?: boolean;
  /** The shape of a list's items. */
  readonly member?: string;
  readonly key?: string;
  readonly value?: string;
  /** The minimum length of a string, number of items of a list, number of bytes of a blob, or value of a number. */
  readonly min?: number;
  readonly max?: number;
  /** A regular expression of the whole string. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
  /**
   * The names of the XML elements of members, where they differ from the names of the members. That of a list's items has the
   * key `item`.
   */
  readonly elements?: Readonly<Record<string, string>>;
  /** True for a list whose items are elements of the structure around it. */
  readonly flattened?: boolean;
  /** True for a value that errors do not repeat. */
  readonly sensitive?: boolean;
}

export interface OperationModel {
  readonly input?: string;
  /** Missing if the answer is not checked. */
  readonly output?: string;
  /** The header or query parameter of each member of a REST operation, such as `header x-amz-acl` or `query max-keys`. */
  readonly bindings?: Readonly<Record<string, string>>;
}

export interface ServiceModel {
  readonly operations: Readonly<Record<string, OperationModel>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** The models of the operations that the local services offer, by the name of the service in AWS's SDKs. */
export interface ModelTable {
  /** The origin of the models, with versions and licence. */
  readonly source: string;
  readonly services: Readonly<Record<string, ServiceModel>>;
}
