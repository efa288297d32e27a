// What a heap snapshot of V8 consists of: the number and the size of the objects of each constructor, by what refers to them.

/** The objects of one kind that the same kind of object refers to. */
export interface HeapPart {
  /** Constructor, and the constructor and the property that refer to it: `Object of DtlsSession.#opened`. */
  readonly name: string;
  readonly count: number;
  /** Shallow size of all of them, in bytes. */
  readonly bytes: number;
}

interface Snapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[];
      readonly node_types: readonly (string | readonly string[])[];
      readonly edge_fields: readonly string[];
      readonly edge_types: readonly (string | readonly string[])[];
    };
  };
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
  readonly strings: readonly string[];
}

/** Kinds whose names say which value it is, and not which constructor. */
const VALUES = ['string', 'concatenated string', 'sliced string', 'number', 'bigint', 'symbol', 'regexp', 'code'];

/** Reads the nodes and the edges of a snapshot. A node is the offset of its first field. */
class HeapGraph {
  readonly #nodes: readonly number[];
  readonly #edges: readonly number[];
  readonly #strings: readonly string[];
  readonly #nodeAt: ReadonlyMap<string, number>;
  readonly #edgeAt: ReadonlyMap<string, number>;
  readonly #kinds: readonly string[];
  readonly #edgeKinds: readonly string[];

  constructor({ snapshot: { meta }, nodes, edges, strings }: Snapshot) {
    this.#nodes = nodes;
    this.#edges = edges;
    this.#strings = strings;
    this.#nodeAt = new Map(meta.node_fields.map((name, index) => [name, index]));
    this.#edgeAt = new Map(meta.edge_fields.map((name, index) => [name, index]));
    this.#kinds = meta.node_types[this.#nodeAt.get('type') as number] as readonly string[];
    this.#edgeKinds = meta.edge_types[this.#edgeAt.get('type') as number] as readonly string[];
  }

  size(node: number): number {
    return this.#field(node, 'self_size');
  }

  /** The constructor of an object, or the kind in parentheses. */
  constructorOf(node: number): string {
    const kind = this.#kinds[this.#field(node, 'type')] as string;
    const name = this.#strings[this.#field(node, 'name')] as string;
    if (VALUES.includes(kind)) return `(${kind})`;
    return kind === 'object' || kind === 'native' ? name : `(${kind}) ${name}`.trim();
  }

  /** Calls `visit` for each node that the root reaches, in the order of its distance, with what reached it first. */
  walk(visit: (node: number, from: number | undefined, property: string) => void): void {
    const firstEdges = this.#firstEdges();
    const seen = new Uint8Array(this.#nodes.length);
    const queue = [0];
    seen[0] = 1;
    visit(0, undefined, '');
    for (const node of queue) {
      this.#edgesOf(node, firstEdges[node / this.#nodeAt.size] as number, (target, property) => {
        if (seen[target] === 1) return;
        seen[target] = 1;
        queue.push(target);
        visit(target, node, property);
      });
    }
  }

  /** Weak references are left out: they keep nothing alive. */
  #edgesOf(node: number, first: number, visit: (target: number, property: string) => void): void {
    const fields = this.#edgeAt.size;
    const end = first + this.#field(node, 'edge_count') * fields;
    for (let edge = first; edge < end; edge += fields) {
      const kind = this.#edgeKinds[this.#edges[edge + (this.#edgeAt.get('type') as number)] as number] as string;
      if (kind === 'weak') continue;
      const name = this.#edges[edge + (this.#edgeAt.get('name_or_index') as number)] as number;
      const property = kind === 'element' || kind === 'hidden' ? '[]' : `.${this.#strings[name]}`;
      visit(this.#edges[edge + (this.#edgeAt.get('to_node') as number)] as number, property);
    }
  }

  /** Where the edges of each node begin: they are in the order of the nodes. */
  #firstEdges(): Uint32Array {
    const first = new Uint32Array(this.#nodes.length / this.#nodeAt.size);
    let at = 0;
    for (let index = 0; index < first.length; index++) {
      first[index] = at;
      at += this.#field(index * this.#nodeAt.size, 'edge_count') * this.#edgeAt.size;
    }
    return first;
  }

  #field(node: number, name: string): number {
    return this.#nodes[node + (this.#nodeAt.get(name) as number)] as number;
  }
}

/** The content of a `.heapsnapshot` file, by name. */
export function heapComposition(json: string): ReadonlyMap<string, HeapPart> {
  const graph = new HeapGraph(JSON.parse(json) as Snapshot);
  const parts = new Map<string, HeapPart>();
  graph.walk((node, from, property) => {
    const own = graph.constructorOf(node);
    // V8 numbers the entries of some tables: `.1 / part of key`.
    const referrer = from === undefined ? '' : ` of ${graph.constructorOf(from)}${property.replace(/\d+/g, 'n')}`;
    const name = own + referrer;
    const { count, bytes } = parts.get(name) ?? { count: 0, bytes: 0 };
    parts.set(name, { name, count: count + 1, bytes: bytes + graph.size(node) });
  });
  return parts;
}

/** What the second snapshot has more than the first one, largest first. Parts that shrank are left out. */
export function heapGrowth(
  before: ReadonlyMap<string, HeapPart>,
  after: ReadonlyMap<string, HeapPart>,
): readonly HeapPart[] {
  return [...after.values()]
    .map(({ name, count, bytes }) => {
      const own = before.get(name);
      return { name, count: count - (own?.count ?? 0), bytes: bytes - (own?.bytes ?? 0) };
    })
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes);
}
