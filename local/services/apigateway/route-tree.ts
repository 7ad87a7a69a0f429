import type { Method } from './method.ts';

/** A resource of a REST API. */
export interface ResourceNode {
  readonly id: string;
  /** The path with its parameters, such as `/voices/{voiceId}`. */
  readonly path: string;
  /** The last segment of the path. */
  readonly pathPart: string;
  readonly children: ResourceNode[];
  /** The methods by HTTP method, or by `ANY`. */
  readonly methods: Map<string, Method>;
}

export interface RouteMatch {
  readonly node: ResourceNode;
  /** The parameters as the client sent them, still percent-encoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

export function createRootNode(id: string): ResourceNode {
  return { id, path: '/', pathPart: '', children: [], methods: new Map() };
}

export function addChild(parent: ResourceNode, id: string, pathPart: string): ResourceNode {
  const node: ResourceNode = {
    id,
    pathPart,
    path: `${parent.path === '/' ? '' : parent.path}/${pathPart}`,
    children: [],
    methods: new Map(),
  };
  parent.children.push(node);
  return node;
}

/** The methods that `ANY` stands for. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html */
const anyMethods = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);

/** Returns the node's method for an HTTP method. */
export function methodOf(node: ResourceNode, httpMethod: string): Method | undefined {
  return node.methods.get(httpMethod) ?? (anyMethods.has(httpMethod) ? node.methods.get('ANY') : undefined);
}

export function findNode(node: ResourceNode, id: string): ResourceNode | undefined {
  if (node.id === id) return node;
  return node.children.map((child) => findNode(child, id)).find((found) => found !== undefined);
}

/** Returns the most specific match. A literal segment takes precedence over `{name}`, and `{name}` over `{name+}`. */
export function matchRoute(root: ResourceNode, segments: readonly string[]): RouteMatch | undefined {
  const [segment, ...rest] = segments;
  if (segment === undefined) return { node: root, pathParameters: {} };
  for (const child of root.children.filter(({ pathPart }) => pathPart === segment)) {
    const match = matchRoute(child, rest);
    if (match !== undefined) return match;
  }
  for (const child of root.children) {
    const name = /^\{([^+}]+)\}$/.exec(child.pathPart)?.[1];
    const match = name === undefined ? undefined : matchRoute(child, rest);
    if (name !== undefined && match !== undefined) {
      return { node: match.node, pathParameters: { [name]: segment, ...match.pathParameters } };
    }
  }
  for (const child of root.children) {
    const name = /^\{([^+}]+)\+\}$/.exec(child.pathPart)?.[1];
    if (name !== undefined) return { node: child, pathParameters: { [name]: segments.join('/') } };
  }
  return undefined;
}
