import type { Dissector, SpecNode } from 'wirechart/dissect';

/**
 * Trees of DTLS: records, and in them messages, and in those bodies. Which spec describes what follows from names: a
 * record of content type `alert` holds the type `alert`, a handshake message `client_hello` the type `client_hello`.
 */
export class DtlsTrees {
  readonly #dissector: Dissector;
  readonly #ids: ReadonlySet<string>;

  constructor(dissector: Dissector) {
    this.#dissector = dissector;
    this.#ids = new Set(dissector.types.map(({ id }) => id));
  }

  /** A record at its place in a datagram; what is not protected is read down to the messages. */
  record(datagram: Uint8Array, at: number, end: number, isProtected: boolean): SpecNode {
    const range = { at, end, toEnd: false };
    if (isProtected) {
      return this.#dissector.dissect('dtls_ciphertext', datagram, { ...range, params: { len_connection_id: 0 } });
    }
    const tree = this.#dissector.dissect('dtls_plaintext', datagram, range);
    const kind = child(tree, 'type')?.meaning?.name;
    return graft(tree, 'fragment', (node) => this.content(kind, datagram, node.at, node.end));
  }

  /** What a record of this content type holds at `[at, end)`; empty where no spec describes it. */
  content(contentType: string | undefined, bytes: Uint8Array, at: number, end: number): readonly SpecNode[] {
    if (contentType === undefined || !this.#ids.has(contentType)) return [];
    if (contentType !== 'handshake') return [this.#dissector.dissect(contentType, bytes, { at, end })];
    const messages: SpecNode[] = [];
    for (let place = at; place < end; ) {
      const message = this.#handshake(bytes, place, end);
      messages.push(message);
      // Where a message has no end, nothing can follow it.
      if (message.end === place) break;
      place = message.end;
    }
    return messages;
  }

  /** A handshake message that came in fragments: its body from first to last byte. */
  body(handshakeType: string, bytes: Uint8Array): SpecNode | undefined {
    return this.#body(handshakeType, bytes, 0, bytes.length);
  }

  /** How the specs name a content type or a handshake type. */
  #handshake(bytes: Uint8Array, at: number, end: number): SpecNode {
    const tree = this.#dissector.dissect('handshake', bytes, { at, end, toEnd: false });
    const name = child(tree, 'msg_type')?.meaning?.name;
    const length = child(tree, 'length')?.value;
    return graft(tree, 'fragment', (node) => {
      const body =
        node.end - node.at === length && name !== undefined ? this.#body(name, bytes, node.at, node.end) : undefined;
      return body === undefined ? [] : [body];
    });
  }

  #body(name: string, bytes: Uint8Array, at: number, end: number): SpecNode | undefined {
    if (!this.#ids.has(name)) return undefined;
    if (name === 'server_hello' && this.#ids.has('hello_retry_request')) {
      // The same message type, told apart by its random: what has the constant is the one.
      const retry = this.#dissector.dissect('hello_retry_request', bytes, { at, end });
      if (child(retry, 'random')?.problems.length === 0) return retry;
    }
    return this.#dissector.dissect(name, bytes, { at, end });
  }
}

/** A field of a message by its name. */
function child(tree: SpecNode, name: string): SpecNode | undefined {
  return tree.children.find((each) => each.name === name);
}

/** The tree with what a field's bytes mean in the place of those bytes. */
function graft(tree: SpecNode, name: string, read: (node: SpecNode) => readonly SpecNode[]): SpecNode {
  const children = tree.children.map((node): SpecNode => {
    if (node.name !== name || node.problems.length > 0) return node;
    const [only, ...others] = read(node);
    if (only === undefined) return node;
    if (others.length === 0) return { ...only, name: node.name, property: node.property };
    return { ...node, kind: 'list', type: only.type, value: undefined, children: numbered([only, ...others]) };
  });
  return { ...tree, children };
}

function numbered(nodes: readonly SpecNode[]): readonly SpecNode[] {
  return nodes.map((node, index) => ({ ...node, name: String(index) }));
}
