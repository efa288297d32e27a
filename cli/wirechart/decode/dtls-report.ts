import type { CaptureCounters } from 'wirechart/dissect';
import { type Dissector, problemsIn, type SpecNode } from 'wirechart/dissect';
import type { DissectedRecord, TrafficDissection } from 'wirechart/dtls13/core';
import { contentTypeName, handshakeTypeName } from 'wirechart/dtls13/wire';
import { color, print, remark } from '../../terminal/output.ts';
import { DtlsSummary, protocolOf, reasonFor } from './dtls-summary.ts';
import { DtlsTrees } from './dtls-tree.ts';
import { hexDump } from './hex-dump.ts';
import { pskJson, pskText, ticketJson, ticketText } from './psk-text.ts';
import type { Report, ShownDatagram } from './report.ts';
import { treeJson } from './tree-json.ts';
import { type TreeStyle, treeLines } from './tree-text.ts';

/** Maximum number of bytes of application data to print without --raw. */
const DATA_SHOWN = 256;

interface Assembled {
  readonly name: string;
  readonly fragments: number;
  readonly bytes: Uint8Array;
  readonly tree: SpecNode | undefined;
}

/** A record with its decoded trees. */
interface RecordView {
  readonly record: DissectedRecord;
  /** Offsets are in the datagram. Undefined: the length of its connection id is unknown, and so are its fields. */
  readonly tree: SpecNode | undefined;
  /** Trees of the decrypted content. Offsets are in `record.opened.content`. */
  readonly content: readonly SpecNode[];
  readonly assembled: readonly Assembled[];
  readonly problems: number;
}

/** Prints datagrams of DTLS, as trees or as lines of JSON. */
export class DtlsReport implements Report {
  readonly #summary = new DtlsSummary();
  readonly #traffic: TrafficDissection;
  readonly #trees: DtlsTrees;
  readonly #style: TreeStyle;
  readonly #json: boolean;
  readonly #all: boolean;

  /** `all`: decodes datagrams that are not DTLS too, as a DTLS record. */
  constructor(traffic: TrafficDissection, dissector: Dissector, style: TreeStyle, json: boolean, all: boolean) {
    this.#all = all;
    this.#traffic = traffic;
    this.#trees = new DtlsTrees(dissector);
    this.#style = style;
    this.#json = json;
  }

  get problems(): number {
    return this.#summary.problems;
  }

  datagram(datagram: ShownDatagram): void {
    const { from, to, payload } = datagram;
    const protocol = protocolOf(payload[0]);
    if (protocol !== 'DTLS' && !this.#all) {
      this.#summary.other(protocol);
      return;
    }
    this.#summary.datagrams += 1;
    const { connection, sender, records } = this.#traffic.dissect(from, to, payload);
    const views = records.map((record) => this.#view(payload, record));
    for (const view of views) {
      this.#summary.record(view.record);
      this.#summary.problems += view.problems;
    }
    const who = connection === undefined ? undefined : { connection, ...(sender === undefined ? {} : { sender }) };
    if (this.#json) print(JSON.stringify(datagramJson(datagram, who, views)));
    else print(this.#datagramLines(datagram, who, views).join('\n'));
  }

  end(capture?: CaptureCounters): void {
    const { connections } = this.#traffic;
    if (this.#json) print(JSON.stringify(this.#summary.json(connections, capture)));
    else remark(this.#summary.text(connections, capture));
  }

  #view(payload: Uint8Array, record: DissectedRecord): RecordView {
    const { isProtected, opened } = record;
    const tree = record.unopened === 'connectionId' ? undefined : this.#trees.record(payload, record);
    const inner = isProtected && opened !== undefined ? opened : undefined;
    const content =
      inner === undefined
        ? []
        : this.#trees.content(contentTypeName(inner.contentType), inner.content, 0, inner.content.length);
    const assembled = record.assembled.map(({ type, body, fragments }) => {
      const name = handshakeTypeName(type);
      return { name, fragments, bytes: body, tree: this.#trees.body(name, body) };
    });
    const trees = [...(tree === undefined ? [] : [tree]), ...content, ...assembled.flatMap((each) => each.tree ?? [])];
    const problems = trees.reduce((total, each) => total + problemsIn(each).length, 0);
    return { record, tree, content, assembled, problems };
  }

  #datagramLines(datagram: ShownDatagram, who: Who | undefined, views: readonly RecordView[]): readonly string[] {
    const { time, from, to, payload, missing } = datagram;
    const when = time === undefined ? '' : `${new Date(time).toISOString().replace('T', ' ')}  `;
    const side = who?.sender === undefined ? '' : `, from the ${who.sender}`;
    const whose = who === undefined ? '' : `, connection ${who.connection}${side}`;
    const cut = missing === 0 ? '' : color.yellow(` (and ${missing} not captured)`);
    const place = from === '' && to === '' ? '' : `${from} -> ${to}  `;
    const head = color.bold(`${when}${place}${payload.length} bytes${whose}`) + cut;
    return [head, ...views.flatMap((view) => this.#recordLines(payload, view))];
  }

  #recordLines(payload: Uint8Array, { record, tree, content, assembled }: RecordView): readonly string[] {
    const { at, end, opened, unopened, isProtected, connectionId, tickets, psks } = record;
    const label = opened === undefined ? 'record' : `record ${opened.epoch}/${opened.sequence}`;
    const type = opened === undefined ? (isProtected ? 'protected' : '') : contentTypeName(opened.contentType);
    const size = opened === undefined ? end - at : opened.content.length;
    const closed = unopened === undefined ? '' : color.yellow(`, not decrypted: ${reasonFor(unopened)}`);
    const what = [label, type].filter((each) => each !== '').join(' ');
    const id = connectionId === undefined ? '' : `, connection id ${Buffer.from(connectionId).toString('hex')}`;
    return [
      `  ${color.magenta(what)}, ${size} bytes${id}${closed}`,
      ...(tree === undefined ? this.#bytesLines(payload.subarray(at, end)) : this.#treeLines(payload, tree)),
      ...(opened === undefined || !isProtected ? [] : this.#contentLines(opened.content, content)),
      ...assembled.flatMap(({ name, fragments, bytes, tree: whole }) => [
        `  ${color.magenta(name)}, ${bytes.length} bytes from ${fragments} fragments`,
        ...(whole === undefined ? [] : this.#treeLines(bytes, whole)),
      ]),
      ...[...tickets.map(ticketText), ...psks.map(pskText)].map((line) => `    ${color.cyan(line)}`),
    ];
  }

  /** The decrypted content: as trees, or as bytes if no spec describes it. */
  #contentLines(bytes: Uint8Array, trees: readonly SpecNode[]): readonly string[] {
    return trees.length > 0 ? trees.flatMap((each) => this.#treeLines(bytes, each)) : this.#bytesLines(bytes);
  }

  #bytesLines(bytes: Uint8Array): readonly string[] {
    const limit = this.#style.raw ? Number.POSITIVE_INFINITY : DATA_SHOWN;
    return hexDump(bytes, 0, limit).map((line) => `    ${color.dim(line)}`);
  }

  #treeLines(bytes: Uint8Array, tree: SpecNode): readonly string[] {
    return treeLines(bytes, tree, this.#style).map((line) => `    ${line}`);
  }
}

interface Who {
  readonly connection: number;
  /** Absent: unknown. */
  readonly sender?: 'client' | 'server';
}

function datagramJson(
  { time, from, to, payload, missing }: ShownDatagram,
  who: Who | undefined,
  views: readonly RecordView[],
): Record<string, unknown> {
  return {
    event: 'datagram',
    ...(time === undefined ? {} : { time: new Date(time).toISOString() }),
    ...(from === '' ? {} : { from, to }),
    length: payload.length,
    ...(missing === 0 ? {} : { missing }),
    ...who,
    records: views.map(recordJson),
  };
}

function recordJson({ record, tree, content, assembled }: RecordView): Record<string, unknown> {
  const { at, end, isProtected, opened, unopened, connectionId, tickets, psks } = record;
  const inner =
    opened === undefined
      ? {}
      : { epoch: opened.epoch, sequence: opened.sequence, contentType: contentTypeName(opened.contentType) };
  return {
    at,
    length: end - at,
    protected: isProtected,
    ...(connectionId === undefined ? {} : { connectionId: Buffer.from(connectionId).toString('hex') }),
    ...inner,
    ...(unopened === undefined ? {} : { unopened }),
    ...(tree === undefined ? {} : { tree: treeJson(tree) }),
    ...(isProtected && opened !== undefined
      ? { data: Buffer.from(opened.content).toString('base64'), content: content.map(treeJson) }
      : {}),
    ...(tickets.length === 0 ? {} : { tickets: tickets.map(ticketJson) }),
    ...(psks.length === 0 ? {} : { psks: psks.map(pskJson) }),
    ...(assembled.length === 0
      ? {}
      : {
          assembled: assembled.map(({ name, fragments, tree: whole }) => ({
            name,
            fragments,
            ...(whole === undefined ? {} : { tree: treeJson(whole) }),
          })),
        }),
  };
}
