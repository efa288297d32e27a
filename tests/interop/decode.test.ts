import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { CaptureReader } from 'wirechart/dissect';
import { peerTest } from '../peers.ts';
import { dissect, numbers, type Tree, trees, values } from './dissection.ts';

/** A node of `wirechart decode --json`. */
interface Node {
  readonly name: string;
  readonly type: string;
  readonly value?: number | string | boolean;
  readonly children?: readonly Node[];
}

interface DecodedRecord {
  readonly protected: boolean;
  readonly tree: Node;
  readonly assembled?: readonly { readonly tree?: Node }[];
}

/** Ours by the names of the specs, theirs by the names of tshark: numbers in plaintext records. */
const fields: readonly [ours: string, theirs: string][] = [
  ['legacy_version', 'dtls.handshake.version'],
  ['len_legacy_session_id', 'dtls.handshake.session_id_length'],
  ['len_legacy_session_id_echo', 'dtls.handshake.session_id_length'],
  ['len_legacy_cookie', 'dtls.handshake.cookie_length'],
  ['len_cipher_suites', 'dtls.handshake.cipher_suites_length'],
  ['cipher_suites', 'dtls.handshake.ciphersuite'],
  ['cipher_suite', 'dtls.handshake.ciphersuite'],
  ['legacy_compression_method', 'dtls.handshake.comp_method'],
  ['len_extensions', 'dtls.handshake.extensions_length'],
  ['extension_type', 'dtls.handshake.extension.type'],
  ['len_extension_data', 'dtls.handshake.extension.len'],
  ['named_group_list', 'dtls.handshake.extensions_supported_group'],
  ['supported_signature_algorithms', 'dtls.handshake.sig_hash_alg'],
  ['versions', 'dtls.handshake.extensions.supported_version'],
  ['selected_version', 'dtls.handshake.extensions.supported_version'],
  ['group', 'dtls.handshake.extensions_key_share_group'],
  ['len_key_exchange', 'dtls.handshake.extensions_key_share_key_exchange_length'],
];
const bytes: readonly [ours: string, theirs: string][] = [
  ['random', 'dtls.handshake.random'],
  ['key_exchange', 'dtls.handshake.extensions_key_share_key_exchange'],
];
/** Of the headers, which every record and every fragment has. */
const headers: readonly [ours: string, theirs: string][] = [
  ['msg_type', 'dtls.handshake.type'],
  ['message_seq', 'dtls.handshake.message_seq'],
  ['fragment_offset', 'dtls.handshake.fragment_offset'],
  ['fragment_length', 'dtls.handshake.fragment_length'],
  ['level', 'dtls.alert_message.level'],
  ['description', 'dtls.alert_message.desc'],
];

/** Values of the leaves with this name, and of the elements of lists with it. */
function ofName(node: Node, name: string): (number | string | boolean)[] {
  const below = (node.children ?? []).flatMap((child) => ofName(child, name));
  if (node.name !== name) return below;
  const elements = (node.children ?? []).flatMap(({ value }) => (value === undefined ? [] : [value]));
  return [...(node.value === undefined ? [] : [node.value]), ...elements, ...(elements.length > 0 ? [] : below)];
}

/** What the program prints, datagram by datagram. */
function decoded(path: string): { readonly records: readonly DecodedRecord[] }[] {
  const { stdout, status } = spawnSync(process.execPath, ['dist/cli/wirechart/main.js', 'decode', path, '--json'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 27,
  });
  if (status !== 0) throw new Error(`decode ended with ${status}`);
  const lines: { event: string; records: DecodedRecord[] }[] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return lines.filter(({ event }) => event === 'datagram');
}

/** Compares one record; returns how many values were compared. */
function compare(
  t: ExecutionContext,
  { tree: ours, assembled = [] }: DecodedRecord,
  theirs: Tree,
  seen: Set<string>,
): number {
  let compared = 0;
  const same = (mine: unknown[], other: unknown[], name: string): void => {
    t.deepEqual(mine, other, name);
    compared += mine.length;
  };
  const child = (name: string): unknown[] =>
    (ours.children ?? []).filter((each) => each.name === name).map(({ value }) => value);
  same(child('type'), numbers(theirs, 'dtls.record.content_type'), 'type');
  same(child('legacy_record_version'), numbers(theirs, 'dtls.record.version'), 'version');
  same(child('sequence_number'), numbers(theirs, 'dtls.record.sequence_number'), 'sequence_number');
  same(child('length'), numbers(theirs, 'dtls.record.length'), 'length');
  for (const [mine, other] of headers) same(ofName(ours, mine), numbers(theirs, other), mine);
  // Both show a fragmented hello at its last fragment.
  const hello = assembled[0]?.tree ?? ours;
  const [random] = ofName(hello, 'random');
  if (random === undefined) return compared;
  // tshark reassembles a message only the first time.
  if (assembled.length > 0 && seen.has(String(random))) return compared;
  seen.add(String(random));
  const groups = new Map<string, unknown[]>();
  for (const [mine, other] of fields) groups.set(other, [...(groups.get(other) ?? []), ...ofName(hello, mine)]);
  for (const [other, mine] of groups) {
    // The methods of a ClientHello are bytes here.
    if (other !== 'dtls.handshake.comp_method' || mine.length > 0) same(mine, numbers(theirs, other), other);
  }
  for (const [mine, other] of bytes) {
    same(
      ofName(hello, mine),
      values(theirs, other).map((each) => each.replaceAll(':', '')),
      mine,
    );
  }
  return compared;
}

const folders = ['tests/vectors/captures', `${process.env['WIRECHART_SHARED'] ?? '../shared'}/vectors/captures`];

for (const folder of folders) {
  let files: string[] = [];
  try {
    files = readdirSync(folder).filter((name) => name.endsWith('.pcap'));
  } catch {
    test.skip(`tshark and decode agree on the captures of ${folder} (skipped: the folder is absent)`, () => {});
  }
  for (const file of files) {
    peerTest(
      'tshark',
      `tshark and decode agree on every plaintext record of ${folder}/${file}, field by field`,
      (t) => {
        const path = `${folder}/${file}`;
        const datagrams = new CaptureReader()
          .push(readFileSync(path))
          // STUN shares the browsers' ports; its first byte is 0 to 3.
          .filter(({ payload }) => (payload[0] ?? 0) > 3);
        const client = datagrams[0]?.from.port;
        const theirs = dissect(
          datagrams.map(({ from, payload }) =>
            from.port === client ? { from: 50_000, to: 4433, payload } : { from: 4433, to: 50_000, payload },
          ),
          4433,
        );
        const ours = decoded(path);
        t.is(ours.length, theirs.length);
        let compared = 0;
        const seen = new Set<string>();
        for (const [index, { records }] of ours.entries()) {
          const plain = records.filter((record) => !record.protected);
          const read = (theirs[index] ?? []).filter(
            (tree) => trees(tree, 'dtls.').length + values(tree, 'dtls.record.version').length > 0,
          );
          t.true(read.length >= plain.length);
          for (const [number, record] of plain.entries()) compared += compare(t, record, read[number] ?? {}, seen);
        }
        t.true(compared > 70, `${compared} values`);
        t.log(`${compared} values`);
      },
    );
  }
}
