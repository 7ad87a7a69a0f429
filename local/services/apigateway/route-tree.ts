import type { Method } from './method.ts';

export interface Node {
  readonly id: string;
  /** The resource's path as templates write it: `/voices/{voiceId}`. */
  readonly path: string;
  readonly children: Node[];
  readonly part: string;
  /** By HTTP method, or `ANY`. */
  readonly methods: Map<string, Method>;
}

export interface Found {
  readonly node: Node;
  /** As they were sent, still encoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

export function rootNode(id: string): Node {
  return { id, path: '/', part: '', children: [], methods: new Map() };
}

export function addChild(parent: Node, id: string, part: string): Node {
  const node: Node = {
    id,
    part,
    path: `${parent.path === '/' ? '' : parent.path}/${part}`,
    children: [],
    methods: new Map(),
  };
  parent.children.push(node);
  return node;
}

export function find(node: Node, id: string): Node | undefined {
  if (node.id === id) return node;
  return node.children.map((child) => find(child, id)).find((found) => found !== undefined);
}

/** The most specific resource of a path: a literal part wins over `{name}`, that over `{name+}`. */
export function route(root: Node, segments: readonly string[]): Found | undefined {
  const [segment, ...rest] = segments;
  if (segment === undefined) return { node: root, pathParameters: {} };
  for (const child of root.children.filter(({ part }) => part === segment)) {
    const found = route(child, rest);
    if (found !== undefined) return found;
  }
  for (const child of root.children) {
    const name = /^\{([^+}]+)\}$/.exec(child.part)?.[1];
    const found = name === undefined ? undefined : route(child, rest);
    if (name !== undefined && found !== undefined) {
      return { node: found.node, pathParameters: { [name]: segment, ...found.pathParameters } };
    }
  }
  for (const child of root.children) {
    const name = /^\{([^+}]+)\+\}$/.exec(child.part)?.[1];
    if (name !== undefined) return { node: child, pathParameters: { [name]: segments.join('/') } };
  }
  return undefined;
}
