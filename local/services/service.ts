/** One resource of the synthesized template, its intrinsics resolved. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** What `Ref` and `Fn::GetAtt` of a resource give. */
export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A resource before its intrinsics are resolved; enough to say what `Ref` and `Fn::GetAtt` will give. */
export interface Declaration {
  readonly logicalId: string;
  readonly type: string;
  readonly stackName: string;
  /** Properties whose value is a plain literal (a name, say); the others are left out. */
  readonly literals: Readonly<Record<string, unknown>>;
}

/**
 * What the runner does with a resource type's properties. A property in neither list is refused, by logical id and
 * property, before anything starts.
 */
export interface ResourceSupport {
  /** Properties that have the effect they have on AWS. */
  readonly honoured: readonly string[];
  /** Properties without a meaning on a laptop: property → reason, shown by `--explain`. */
  readonly meaningless: Readonly<Record<string, string>>;
}

export interface Refusal {
  /** The property, or the part of it, that the runner will not run differently from AWS. */
  readonly property: string;
  readonly reason: string;
}

/**
 * One AWS service on the laptop. The runner checks the template first (`identify`, `refusals`), starts every service,
 * asks `identify` again (ports are known now), resolves the template's intrinsics with the answers, then calls `deploy`
 * in the order of the dependencies.
 */
export interface LocalService {
  readonly name: string;
  readonly resources: Readonly<Record<string, ResourceSupport>>;
  /** Opens the service's state and ports; nothing of the stack exists yet. */
  start(): Promise<void>;
  /** May be called before `start`, and may throw there where the answer holds a port: a placeholder stands in. */
  identify(declaration: Declaration): Identity;
  /**
   * What a resource asks for that the list of properties cannot tell (a state of a machine, a rule's target).
   * Called before any service is started; refusals are shown with all the others.
   */
  refusals?(resource: Resource): readonly Refusal[];
  deploy(resource: Resource): Promise<void>;
  /** Called once everything is deployed: resume executions, start clocks, open the gateway. */
  ready?(): Promise<void>;
  stop(): Promise<void>;
}

/** The region that the laptop stands for. Its partition follows, as on AWS. */
export const region = process.env.LOCAL_AWS_REGION || 'us-east-1';
export const partition = partitionOf(region);
/** Of every host name that the template makes. */
export const urlSuffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
export const accountId = '000000000000';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function partitionOf(name: string): string {
  if (name.startsWith('cn-')) return 'aws-cn';
  return name.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
