import type { Dissector, SpecNode } from 'wirechart/dissect';
import type { DissectedRecord } from 'wirechart/dtls13/core';

/**
 * Decodes records of DTLS, the messages in them and their bodies. The spec is selected by name: a record of content type
 * `alert` contains the type `alert`, a handshake message `client_hello` the type `client_hello`.
 */
export class DtlsTrees {
  readonly #dissector: Dissector;
  readonly #ids: ReadonlySet<string>;

  constructor(dissector: Dissector) {
    this.#dissector = dissector;
    this.#ids = new Set(dissector.types.map(({ id }) => id));
  }

  /** A record of a datagram. If it is not protected, its messages are decoded too. */
  record(datagram: Uint8Array, { at, end, isProtected, connectionId }: DissectedRecord): SpecNode {
    const range = { at, end, toEnd: false };
    if (isProtected) {
      const params = { len_connection_id: connectionId?.length ?? 0 };
      return this.#dissector.dissect('dtls_ciphertext', datagram, { ...range, params });
    }
    const tree = this.#dissector.dissect('dtls_plaintext', datagram, range);
    const kind = child(tree, 'type')?.meaning?.name;
    return graft(tree, 'fragment', (node) => this.content(kind, datagram, node.at, node.end));
  }

  /** The content at `[at, end)` of a record of this content type; empty if no spec describes it. */
  content(contentType: string | undefined, bytes: Uint8Array, at: number, end: number): readonly SpecNode[] {
    if (contentType === undefined || !this.#ids.has(contentType)) return [];
    if (contentType !== 'handshake') return [this.#dissector.dissect(contentType, bytes, { at, end })];
    const messages: SpecNode[] = [];
    for (let place = at; place < end; ) {
      const message = this.#handshake(bytes, place, end);
      messages.push(message);
      // The end of a message that does not decode is unknown.
      if (message.end === place) break;
      place = message.end;
    }
    return messages;
  }

  /** The body of a reassembled handshake message. */
  body(handshakeType: string, bytes: Uint8Array): SpecNode | undefined {
    return this.#body(handshakeType, bytes, 0, bytes.length);
  }

  /** A handshake message; its body is decoded if the message is not fragmented. */
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
      // Both have one message type; a HelloRetryRequest has a constant random. RFC 9846 section 4.2.3.
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

/** The tree with the bytes of a field replaced by their decoded content. */
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
