import type { ModelTable, OperationModel, ServiceModel, Shape } from '../../local/models/shape.ts';
import { type BotocoreModel, type BotocoreShape, readBotocoreModel } from './botocore.ts';
import { corrections } from './corrections.ts';
import { type ModelSource, modelSources } from './operations.ts';
import { SdkClient, type SdkStructure, type SdkType } from './sdk-schema.ts';

/**
 * Builds the table from botocore's models and the installed SDK clients.
 * @param data botocore's folder `data`
 * @param source the origin of the models, which the table repeats
 */
export function buildTable(data: string, source: string): ModelTable {
  const services = Object.entries(modelSources).map(([name, each]) => [
    name,
    new ServiceBuilder(name, each, readBotocoreModel(data, each.folder)).build(),
  ]);
  return { source, services: Object.fromEntries(services) };
}

/** Builds the model of one service, with the shapes that its operations reach. */
class ServiceBuilder {
  readonly #service: string;
  readonly #source: ModelSource;
  readonly #model: BotocoreModel;
  readonly #sdk: SdkClient | undefined;
  readonly #shapes: Record<string, Shape> = {};

  constructor(service: string, source: ModelSource, model: BotocoreModel) {
    this.#service = service;
    this.#source = source;
    this.#model = model;
    this.#sdk = source.client === undefined ? undefined : new SdkClient(source.client);
  }

  build(): ServiceModel {
    const operations: Record<string, OperationModel> = {};
    for (const name of this.#source.operations) operations[name] = this.#operation(name);
    for (const name of this.#source.xmlAnswers ?? []) {
      operations[name] = { ...operations[name], output: this.#add(this.#documentOf(name)) };
    }
    for (const { of, constraints } of corrections[this.#service] ?? []) this.#correct(of, constraints);
    const shapes = Object.entries(this.#shapes).toSorted(([one], [other]) => one.localeCompare(other));
    return { operations, shapes: Object.fromEntries(shapes) };
  }

  /** Changes a shape, or gives a member a separate one. */
  #correct(of: string, constraints: Partial<Shape>): void {
    const [name = '', member] = of.split('.');
    const owner = this.#shapes[name];
    const changed = member === undefined ? name : (owner?.members?.[member] ?? '');
    const shape = this.#shapes[changed];
    if (owner === undefined || shape === undefined) throw new Error(`${this.#service} has no ${of}.`);
    if (member === undefined) {
      const members = { ...shape.members, ...constraints.members };
      this.#shapes[name] = { ...shape, ...constraints, ...(shape.members && { members }) };
      return;
    }
    const own = `${name}_${member}`;
    this.#shapes[own] = { ...shape, ...constraints };
    this.#shapes[name] = { ...owner, members: { ...owner.members, [member]: own } };
  }

  #operation(name: string): OperationModel {
    const operation = this.#model.operations[name];
    const added = this.#sdk?.structure(`${name}Request`) ?? this.#sdk?.structure(`${name}Input`);
    const input = operation?.input?.shape ?? added?.name;
    if (operation === undefined && added === undefined) {
      throw new Error(`Neither botocore nor the SDK has ${this.#service} ${name}.`);
    }
    const output = operation?.output?.shape ?? this.#addedOutput(name);
    return {
      ...(input !== undefined && { input: this.#add(input) }),
      ...(this.#source.rest && input !== undefined && { bindings: this.#bindings(input) }),
      ...(output !== undefined && !this.#source.rest && { output: this.#add(output) }),
    };
  }

  /** Returns the shape of the XML document of an answer. */
  #documentOf(operation: string): string {
    const output = this.#model.operations[operation]?.output?.shape ?? '';
    const { payload = '', members = {} } = this.#model.shapes[output] ?? {};
    return members[payload]?.shape ?? output;
  }

  /** Returns the names of the elements of members in XML, where they differ from the names of the members. */
  #elements({ members = {}, member }: BotocoreShape): Record<string, string> {
    if (!this.#source.rest) return {};
    const named = Object.entries({ ...members, ...(member && { item: member }) });
    return Object.fromEntries(
      named.flatMap(([name, { location, locationName }]) =>
        location === undefined && locationName !== undefined && locationName !== name
          ? [[name, locationName]]
          : [],
      ),
    );
  }

  /** Returns where the members of a request are sent. The SDK has those of newer members. */
  #bindings(input: string): Record<string, string> {
    const bindings: Record<string, string> = {};
    for (const { name, binding } of this.#sdk?.structure(input)?.members ?? []) {
      if (binding !== undefined) bindings[name] = binding;
    }
    for (const [name, { location, locationName }] of Object.entries(
      this.#model.shapes[input]?.members ?? {},
    )) {
      if (location === 'header') bindings[name] = `header ${locationName?.toLowerCase()}`;
      if (location === 'querystring') bindings[name] = `query ${locationName}`;
    }
    return bindings;
  }

  #addedOutput(name: string): string | undefined {
    const suffixes = ['Result', 'Response', 'Output'];
    return suffixes.map((suffix) => this.#sdk?.structure(name + suffix)?.name).find((found) => found);
  }

  /** Adds a shape by its name, with everything that it refers to. Returns the name. */
  #add(name: string): string {
    if (this.#shapes[name] !== undefined) return name;
    const shape = this.#model.shapes[name];
    const structure = this.#sdk?.structure(name);
    if (shape === undefined && structure === undefined) throw new Error(`Unknown shape ${name}.`);
    // A recursive shape refers to itself.
    this.#shapes[name] = { type: shape?.type ?? 'structure' };
    this.#shapes[name] = shape === undefined ? this.#ofSdk(structure) : this.#merged(name, shape, structure);
    return name;
  }

  #merged(name: string, shape: BotocoreShape, structure: SdkStructure | undefined): Shape {
    const { type, min, max, pattern, sensitive } = shape;
    const flattened = this.#source.rest && shape.flattened;
    const elements = this.#elements(shape);
    const union = structure?.union || shape.union;
    const constraints = Object.entries({ min, max, pattern, union, sensitive, flattened });
    const members = Object.entries(shape.members ?? {}).map(([each, { shape: of }]) => [each, this.#add(of)]);
    const added = (structure?.members ?? [])
      .filter((each) => shape.members?.[each.name] === undefined)
      .map((each) => [each.name, this.#ofType(each.type)]);
    const required = structure?.required ?? shape.required ?? [];
    const values = shape.enum && (this.#sdk?.enumeration(name) ?? shape.enum);
    return {
      type,
      ...Object.fromEntries(constraints.filter(([, value]) => value !== undefined && value !== false)),
      ...(values !== undefined && { enum: values }),
      ...(shape.members !== undefined && { members: Object.fromEntries([...members, ...added]) }),
      ...(required.length > 0 && { required }),
      ...(Object.keys(elements).length > 0 && { elements }),
      ...(shape.member && { member: this.#add(shape.member.shape) }),
      ...(shape.key && { key: this.#add(shape.key.shape) }),
      ...(shape.value && { value: this.#add(shape.value.shape) }),
    };
  }

  #ofSdk(structure: SdkStructure | undefined): Shape {
    const members = (structure?.members ?? []).map((each) => [each.name, this.#ofType(each.type)]);
    const required = structure?.required ?? [];
    return {
      type: 'structure',
      members: Object.fromEntries(members),
      ...(required.length > 0 && { required }),
    };
  }

  /** Adds a type that only the SDK has. It has no constraints, and is named after its type. */
  #ofType(type: SdkType): string {
    if (type.kind === 'structure') return this.#add(type.structure().name);
    if (type.kind === 'simple') return this.#addPlain(`Sdk_${type.type}`, { type: type.type });
    const inner = this.#ofType(type.kind === 'list' ? type.item : type.value);
    return type.kind === 'list'
      ? this.#addPlain(`Sdk_list_${inner}`, { type: 'list', member: inner })
      : this.#addPlain(`Sdk_map_${inner}`, { type: 'map', value: inner });
  }

  #addPlain(name: string, shape: Shape): string {
    this.#shapes[name] = shape;
    return name;
  }
}
