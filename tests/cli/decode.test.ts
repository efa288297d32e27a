import { X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { events, run, temporaryFolder } from './run-cli.ts';

const alert = '15fefd000000000000000000020228';
const captures: [name: string, opened: number][] = [
  ['chromium-server_firefox-client', 20],
  ['firefox-server_chromium-client', 26],
  ['firefox-server_firefox-client', 27],
  ['nss-server_nss-client', 10],
  ['wirechart-server_wirechart-client', 62],
];
const path = (name: string): string => `tests/vectors/captures/${name}.pcap`;
const keylog = (name: string): string => `tests/vectors/captures/${name}.keylog.txt`;

interface Node {
  readonly name: string;
  readonly type: string;
  readonly value?: unknown;
  readonly meaning?: string;
  readonly children?: readonly Node[];
}

/** Everything below a JSON value that has this type in the spec. */
function ofType(value: unknown, type: string): Node[] {
  if (typeof value !== 'object' || value === null) return [];
  const found = 'type' in value && value.type === type ? [value as Node] : [];
  return [...found, ...Object.values(value).flatMap((each) => ofType(each, type))];
}

function fieldOf(node: Node | undefined, name: string): unknown {
  return node?.children?.find((child) => child.name === name)?.value;
}

test('a message is shown with offsets, bytes, names and meanings', async (t) => {
  const { code, stdout, stderr } = await run(t, ['decode', '--type', 'alert', '02', '28']);
  t.deepEqual([code, stderr], [0, '']);
  t.is(
    stdout,
    [
      '0000                           Alert\n',
      '0000  02                         level        2 fatal\n',
      '0001  28                         description  40 handshake_failure\n',
    ].join(''),
  );
});

test('bytes may have any layout, and are read from a file or from standard input', async (t) => {
  const file = join(temporaryFolder(t), 'alert.hex');
  writeFileSync(file, '0x02,\n  28\n');
  const expected = (await run(t, ['decode', '--type', 'Alert', '0228'])).stdout;
  t.is((await run(t, ['decode', '--type', 'alert', file])).stdout, expected);
  t.is((await run(t, ['decode', '--type', 'alert', '02:28'])).stdout, expected);
  t.is((await run(t, ['decode', '--type', 'alert'], { input: '02 28\n' })).stdout, expected);
  t.is((await run(t, ['decode', '--type', 'alert', '-'], { input: '0228' })).stdout, expected);
  writeFileSync(file, Buffer.from([2, 40]));
  t.is((await run(t, ['decode', '--type', 'alert', '--binary', file])).stdout, expected);
});

test('an error is shown at its position, and the bytes after it are read', async (t) => {
  // The second extension has one byte too many; the third is valid.
  const hello = `fefd${'11'.repeat(32)}001301000018002b0002fefc00330008001d000301020399ffff0002abcd`;
  const { code, stdout } = await run(t, ['decode', '--type', 'server_hello', hello]);
  t.is(code, 1);
  t.regex(stdout, /✗ Extension\.extension_data: 1 bytes are left over \(ERR_WIRE_TRAILING\)/);
  t.regex(stdout, /extension_type +0xffff \(not in the registry\)\n.*\n.*abcd/);
  const cut = await run(t, ['decode', '--type', 'server_hello', hello.slice(0, 40)]);
  t.is(cut.code, 1);
  t.regex(cut.stdout, /legacy_version +0xfefd dtls1_2/);
  t.regex(cut.stdout, /✗ ServerHello\.random: needs 32 bytes, 18 are left \(ERR_WIRE_TRUNCATED\)/);
});

test('--json, --depth, --docs and --raw', async (t) => {
  const args = ['decode', '--type', 'unified_header', '--param', 'len_connection_id=0', '2f1234002a'];
  const [message, summary] = events((await run(t, [...args, '--json'])).stdout);
  t.like(message, { event: 'message', name: 'unified_hdr', at: 0, length: 5 });
  t.deepEqual(ofType(message, 'b2')[0], {
    name: 'E',
    type: 'b2',
    at: 0,
    length: 1,
    bits: { from: 6, count: 2 },
    value: 3,
  } as unknown as Node);
  t.deepEqual(summary, { event: 'summary', messages: 1, skipped: {}, problems: 0 });
  t.regex((await run(t, [...args, '--docs'])).stdout, /The two low bits of the epoch/);
  const flat = await run(t, ['decode', alert, '--depth', '1']);
  t.regex(flat.stdout, /fragment +Alert\n +…\n/);
  const raw = await run(t, ['decode', '--type', 'finished', '--raw', '00'.repeat(40)]);
  t.regex(raw.stdout, /0020 {2}00 00 00 00 00 00 00 00 +\.{8}/);
});

test('--lines takes each line as a datagram', async (t) => {
  const { code, stdout } = await run(t, ['decode', '--lines', '--json'], { input: `${alert}\n\n${alert}\n` });
  t.is(code, 0);
  t.deepEqual(
    events(stdout).map(({ event }) => event),
    ['datagram', 'datagram', 'summary'],
  );
});

for (const [name, opened] of captures) {
  test(`every protected record of ${name} is opened with its key log`, async (t) => {
    const { code, stdout } = await run(t, ['decode', path(name), '--keylog', keylog(name), '--json']);
    t.is(code, 0);
    const lines = events(stdout);
    t.like(lines.at(-1), { event: 'summary', connections: 1, records: { opened, unopened: {} }, problems: 0 });
    // OpenSSL reads the certificates and their signatures, which cover every byte of them.
    const certificates = ofType(lines, 'CertificateEntry').map((entry) => {
      return new X509Certificate(Buffer.from(String(fieldOf(entry, 'cert_data')), 'hex'));
    });
    t.true(certificates.length >= 1);
    for (const certificate of certificates) t.true(certificate.verify(certificate.publicKey));
    const finished = ofType(lines, 'Finished').map((each) => String(fieldOf(each, 'verify_data')).length);
    t.true(finished.length >= 2);
    t.true(finished.every((digits) => digits === 64));
  });
}

const life = 'wirechart-server_wirechart-client';

test('messages after the handshake are shown by their specs, with the connection ids of their records', async (t) => {
  const { code, stdout } = await run(t, ['decode', path(life), '--keylog', keylog(life)]);
  t.is(code, 0);
  for (const type of ['KeyUpdate', 'RequestConnectionId', 'NewConnectionId', 'ACK'])
    t.regex(stdout, new RegExp(`^ +[0-9a-f]{4} +(fragment +)?${type}$`, 'm'));
  for (const kind of ['path_challenge', 'path_response'])
    t.regex(stdout, new RegExp(`^ +0000 {2}0[01] +msg_type +[01] ${kind}$`, 'm'));
  t.regex(stdout, /^ {2}record 6\/\d+ application_data, \d+ bytes, connection id [0-9a-f]{16}$/m);
  t.regex(stdout, /127\.0\.0\.1:50002 -> 127\.0\.0\.1:4433 {2}\d+ bytes, connection 1, from the client$/m);
  t.regex(stdout, /^ +0001 ( [0-9a-f]{2}){8} +connection_id +[0-9a-f]{16}$/m);
  const json = events((await run(t, ['decode', path(life), '--keylog', keylog(life), '--json'])).stdout);
  const records = json.flatMap((line) => (Array.isArray(line['records']) ? line['records'] : []));
  t.is(records.filter(({ connectionId }) => /^[0-9a-f]{16}$/.test(connectionId)).length, 62);
  t.deepEqual([...new Set(records.map(({ epoch }) => epoch))], [0, 2, 3, 4, 5, 6]);
});

test('--cid-length shows the headers of records where the capture has no hellos', async (t) => {
  const file = join(temporaryFolder(t), 'rest.pcap');
  const capture = readFileSync(path(life));
  // Without the first four packets, which contain the hellos.
  let at = 24;
  for (let packet = 0; packet < 4; packet++) at += 16 + capture.readUInt32BE(at + 8);
  writeFileSync(file, Buffer.concat([capture.subarray(0, 24), capture.subarray(at)]));
  const unknown = await run(t, ['decode', file, '--keylog', keylog(life)]);
  t.is(unknown.code, 0);
  t.regex(unknown.stdout, /^ {2}record protected, \d+ bytes, not decrypted: it has a connection id of unknown length/m);
  t.notRegex(unknown.stdout, /unified_hdr/);
  t.regex(unknown.stderr, /0 decrypted, 5\d not decrypted \(5\d it has a connection id of unknown length/);
  const given = await run(t, ['decode', file, '--keylog', keylog(life), '--cid-length', '8']);
  t.is(given.code, 0);
  t.regex(given.stdout, /bytes, connection id [0-9a-f]{16}, not decrypted: no ClientHello of the connection/);
  t.regex(given.stdout, /^ +0001 ( [0-9a-f]{2}){8} +connection_id +[0-9a-f]{16}$/m);
});

test('without a key log protected records are counted, and that is no failure', async (t) => {
  const { code, stdout, stderr } = await run(t, ['decode', path('nss-server_nss-client')]);
  t.is(code, 0);
  t.regex(
    stdout,
    /^2026-11-21 07:40:45\.750Z {2}127\.0\.0\.1:34314 -> 127\.0\.0\.1:5555 {2}183 bytes, connection 1, from the client$/m,
  );
  t.regex(stdout, /^ {2}record protected, 50 bytes, not decrypted: no key log \(--keylog\)$/m);
  t.is(
    stderr,
    '8 datagrams of DTLS, 1 connection; 12 records: 2 plain, 0 decrypted, 10 not decrypted (10 no key log (--keylog))\n',
  );
});

test('a key log of other connections opens no record, and the output reports it', async (t) => {
  const { code, stderr } = await run(t, [
    'decode',
    path('nss-server_nss-client'),
    '--keylog',
    keylog('firefox-server_firefox-client'),
  ]);
  t.is(code, 0);
  t.regex(stderr, /10 not decrypted \(10 the key log has no secrets of the connection\)/);
});

test('application data is listed with its characters', async (t) => {
  const { stdout } = await run(t, [
    'decode',
    path('nss-server_nss-client'),
    '--keylog',
    keylog('nss-server_nss-client'),
  ]);
  t.regex(stdout, /^ {2}record 3\/0 application_data, 18 bytes$/m);
  t.regex(stdout, /0000 {2}68 65 6c 6c 6f 2d 66 72 6f 6d 2d 63 6c 69 65 6e {2}hello-from-clien/);
});

test('a HelloRetryRequest is distinguished from a ServerHello', async (t) => {
  const { datagrams, keyLog, messages } = JSON.parse(
    readFileSync('tests/vectors/nss/client-x25519-aes128-retry.json', 'utf8'),
  );
  const input = datagrams.map(({ bytes }: { bytes: string }) => `${bytes}\n`).join('');
  const { code, stdout } = await run(t, ['decode', '--lines'], { input });
  t.is(code, 0, stdout);
  const hellos = stdout.matchAll(/ fragment +(\w+Hello|HelloRetryRequest)\n/g);
  t.deepEqual([...new Set([...hellos].map(([, name]) => name))], ['ClientHello', 'HelloRetryRequest', 'ServerHello']);
  // Lines do not name their sender: the secrets of both sides are tried.
  const file = join(temporaryFolder(t), 'keys');
  writeFileSync(file, keyLog.join('\n'));
  const opened = await run(t, ['decode', '--lines', '--json', '--keylog', file], { input });
  t.like(events(opened.stdout).at(-1), { records: { unopened: {} }, problems: 0 });
  for (const message of Object.values<string>(messages)) {
    t.true(opened.stdout.includes(Buffer.from(message).toString('base64')));
  }
});

test('a truncated capture shows its complete part, and is a failure', async (t) => {
  const file = join(temporaryFolder(t), 'cut.pcap');
  writeFileSync(file, readFileSync(path('nss-server_nss-client')).subarray(0, 1000));
  const { code, stdout, stderr } = await run(t, ['decode', file]);
  t.is(code, 1);
  t.regex(stdout, /ClientHello/);
  t.regex(stderr, /^wirechart: .*cut\.pcap ends in the middle of a packet$/m);
});

test('a capture full of damaged datagrams is shown to its end', async (t) => {
  const file = join(temporaryFolder(t), 'damaged.pcap');
  const capture = readFileSync(path('nss-server_nss-client'));
  const [header, packets] = [capture.subarray(0, 24), capture.subarray(24)];
  const rounds = Array.from({ length: 60 }, (_, round) => {
    const damaged = Buffer.from(packets);
    for (let at = 0; at < damaged.length; ) {
      const length = damaged.readUInt32LE(at + 8);
      // After the headers of Ethernet, IPv4 and UDP.
      for (let change = 0; change < 4; change++) {
        const place = at + 16 + 42 + ((Math.imul(round * 31 + change * 7 + at, 2654435761) >>> 8) % (length - 42));
        damaged[place] = (round * 13 + change * 101) & 255;
      }
      at += 16 + length;
    }
    return damaged;
  });
  writeFileSync(file, Buffer.concat([header, ...rounds]));
  for (const args of [[], ['--json'], ['--keylog', keylog('nss-server_nss-client')]]) {
    const { code, stdout, stderr } = await run(t, ['decode', file, ...args]);
    t.is(code, 1);
    t.notRegex(stderr, / at /);
    t.true(stdout.length > 100_000);
    const summary = args.includes('--json') ? JSON.stringify(events(stdout).at(-1)) : stderr;
    t.regex(summary, /problem/);
  }
});

test('any bytes give a tree and an exit code, never a stack trace', async (t) => {
  for (const seed of [1, 2, 3]) {
    const bytes = Array.from({ length: 300 }, (_, index) => (Math.imul(index + seed, 2654435761) >>> 16) & 255);
    const input = Buffer.from([seed === 1 ? 22 : seed === 2 ? 44 : 0, ...bytes]).toString('hex');
    const { code, stdout, stderr } = await run(t, ['decode'], { input });
    t.is(code, 1);
    t.regex(stdout, /✗ /);
    t.notRegex(stderr, / at /);
  }
});

test('a protocol from another project is read by its own specs', async (t) => {
  const root = join(temporaryFolder(t), 'echo');
  await run(t, ['init', root]);
  const args = ['decode', '--type', 'packet', 'ec40010007', '0568656c6c6f'];
  const near = await run(t, args, { cwd: join(root, 'spec') });
  t.is(near.code, 0, near.stderr);
  t.is((await run(t, [...args, '--root', root])).stdout, near.stdout);
  // DTLS is part of the package, in any working directory.
  const ours = await run(t, ['decode', '--protocol', 'dtls13', '--type', 'alert', '0100'], { cwd: root });
  t.is(ours.code, 0, ours.stderr);
  t.regex(ours.stdout, /close_notify/);
  const none = await run(t, ['decode', alert], { cwd: temporaryFolder(t) });
  t.regex(none.stdout, /handshake_failure/);
  const untyped = await run(t, ['decode', alert], { cwd: root });
  t.is(untyped.code, 2);
  t.is(untyped.stderr, 'wirechart: --type is required: packet\n');
});

const misuses: readonly [args: string[], expected: RegExp][] = [
  [['decode', 'no-such-file.pcap'], /not a file and not an even number/],
  [['decode', '123'], /not a file and not an even number/],
  [['decode', '--type', 'client_helo', '00'], /no type "client_helo" \(did you mean "client_hello"\?\)/],
  [['decode', '--type', 'unified_header', '00'], /unified_header needs len_connection_id \(number\)/],
  [['decode', '--type', 'unified_header', '--param', 'len=0', '00'], /unified_header has no param "len"/],
  [['decode', '--type', 'unified_header', '--param', 'len_connection_id=x', '00'], /must be a number, not "x"/],
  [['decode', '--type', 'alert', '--param', '=', '00'], /Write NAME=VALUE/],
  [['decode', '--param', 'a=1', '00'], /--param needs --type/],
  [['decode', '--type', 'alert', '--keylog', 'x', '00'], /exclude each other/],
  [['decode', '--type', 'alert', '--cid-length', '8', '00'], /exclude each other/],
  [['decode', '--cid-length', '256', alert], /Write a number of bytes from 0 to 255/],
  [['decode', '--protocol', 'tls99', '00'], /has dtls13, not tls99/],
];

for (const [args, expected] of misuses) {
  test(`misuse is one line and exit code 2: ${args.join(' ')}`, async (t) => {
    const { code, stdout, stderr } = await run(t, args);
    t.deepEqual([code, stdout], [2, '']);
    t.regex(stderr, /^wirechart: [^\n]+\n$/);
    t.regex(stderr, expected);
  });
}

const failures: readonly [title: string, args: (t: ExecutionContext) => string[], expected: RegExp][] = [
  ['a folder', () => ['decode', 'tests'], /cannot read tests: it is a folder/],
  ['text that is not hexadecimal', () => ['decode', 'package.json'], /not a capture and not an even number .*--binary/],
  [
    'more than can be shown',
    (t) => {
      const file = join(temporaryFolder(t), 'long');
      writeFileSync(file, Buffer.alloc(2 ** 20 + 1));
      return ['decode', '--binary', '--type', 'finished', file];
    },
    /is not a capture; the maximum size of other input is 1 MiB/,
  ],
  ['no bytes', () => ['decode'], /standard input is empty/],
  ['a key log without secrets', () => ['decode', '--keylog', 'package.json', alert], /contains no secrets/],
  ['a key log that does not exist', () => ['decode', '--keylog', 'nowhere', alert], /cannot read nowhere/],
  [
    'a spec with a mistake',
    (t) => {
      const root = temporaryFolder(t);
      mkdirSync(join(root, 'spec/p/wire'), { recursive: true });
      writeFileSync(join(root, 'spec/p/wire/broken.ksy'), 'meta:\n  id: broken\nseq:\n  - id: [\n');
      return ['decode', '--root', root, '--type', 'broken', '00'];
    },
    /spec\/p\/wire\/broken\.ksy:\d+:\d+: /,
  ],
];

for (const [title, args, expected] of failures) {
  test(`failure is one line and exit code 1: ${title}`, async (t) => {
    const { code, stdout, stderr } = await run(t, args(t));
    t.deepEqual([code, stdout], [1, '']);
    t.regex(stderr, /^wirechart: [^\n]+\n$/);
    t.regex(stderr, expected);
  });
}

test('texts of a foreign spec do not control the terminal', async (t) => {
  const root = temporaryFolder(t);
  mkdirSync(join(root, 'spec/p/wire'), { recursive: true });
  const escapes = '"\\e[2J\\e]0;x\\a\\r\\n\\u202e"';
  writeFileSync(
    join(root, 'spec/p/wire/a.ksy'),
    `meta: { id: a, endian: be }
-orig-id: ${escapes}
doc: ${escapes}
doc-ref: ${escapes}
seq:
  - { id: k, type: u1, enum: k, -orig-id: ${escapes}, doc: ${escapes} }
  - { id: m, contents: x, -orig-id: ${escapes} }
enums:
  k:
    1: { id: one, -orig-id: ${escapes}, doc: ${escapes} }
`,
  );
  const { code, stdout, stderr } = await run(t, ['decode', '--root', root, '--type', 'a', '--docs', '0179']);
  t.is(code, 1);
  t.notRegex(stdout + stderr, /[^\n\P{Cc}]|\p{Cf}/u);
  t.true(stdout.includes('\\u{1b}[2J\\u{1b}]0;x\\u{7}'));
});
