import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { mlKem } from 'wirechart/crypto/post-quantum';
import { ClientHello, DtlsPlaintext, Handshake, HELLO_RETRY_REQUEST_RANDOM } from 'wirechart/dtls13/wire';
import { decodeAll, encodeToBytes } from 'wirechart/runtime';
import { type PairOptions, simulatePair } from 'wirechart/testing';
import { readCapture } from '../capture/capture-vectors.ts';
import { classicalProvider } from '../dtls13/classical-provider.ts';
import { createTestProvider } from '../net/host-under-test.ts';
import { peerTest } from '../peers.ts';
import { readDissection } from './dissected-reading.ts';
import { dissect } from './dissection.ts';
import { PlaintextReading, type Reading } from './plaintext-reading.ts';

const SERVER = 4433;
const CLIENT = 50_000;

interface Sent {
  readonly from: 'client' | 'server';
  readonly bytes: Uint8Array;
}

/** Both readings of each datagram's unprotected records, to be compared: tshark's and ours. */
function readTwice(datagrams: readonly Sent[]): { readonly theirs: Reading[][]; readonly ours: Reading[][] } {
  const sides = { client: new PlaintextReading(), server: new PlaintextReading() };
  const captured = datagrams.map(({ from, bytes }) =>
    from === 'server' ? { from: SERVER, to: CLIENT, payload: bytes } : { from: CLIENT, to: SERVER, payload: bytes },
  );
  return {
    theirs: dissect(captured, SERVER).map((records) => records.map(readDissection)),
    ours: datagrams.map(({ from, bytes }) => sides[from].read(bytes)),
  };
}

/** The datagrams of a handshake between our own client and server, without hybrids unless an option gives them. */
function ourTraffic(options: Partial<PairOptions> = {}): Sent[] {
  const pair = simulatePair({
    clientProvider: classicalProvider,
    serverProvider: classicalProvider,
    servername: 'echo.example',
    ...options,
  });
  if (!pair.handshake()) throw new Error('the handshake fails');
  return pair.network.datagrams.map(({ from, bytes }) => ({ from: from === 'server' ? 'server' : 'client', bytes }));
}

const clientHello = { msgType: 1, hello: { version: 0xfefd } };
const serverHello = { msgType: 2, hello: { version: 0xfefd } };
const helloRetryRequest = { msgType: 2, hello: { random: Buffer.from(HELLO_RETRY_REQUEST_RANDOM).toString('hex') } };

const firstFragment = { msgType: 1, fragmentOffset: 0, hello: undefined };

/** With X25519MLKEM768 on every Node. */
const hybridProvider = createTestProvider({ mlKem });

const withRetry = [clientHello, helloRetryRequest, clientHello, serverHello];
const handshakes: Readonly<Record<string, { readonly options: Partial<PairOptions>; readonly messages: object[] }>> = {
  'without HelloRetryRequest': { options: { listener: { cookies: 'never' } }, messages: [clientHello, serverHello] },
  'with a cookie': { options: {}, messages: withRetry },
  'with a cookie and another group': { options: { listener: { groups: ['secp256r1'] } }, messages: withRetry },
  'with a first ClientHello without key share': { options: { connection: { keyShares: [] } }, messages: withRetry },
  'that offers all supported parameters': {
    options: {
      connection: { keyShares: ['x25519', 'secp256r1'] },
      endpoint: { alpnProtocols: ['webrtc', 'c-webrtc'], srtpProfiles: ['SRTP_AES128_CM_HMAC_SHA1_80'] },
    },
    messages: withRetry,
  },
  'with shares for X25519MLKEM768, whose ClientHellos take two datagrams each': {
    options: { clientProvider: hybridProvider, serverProvider: hybridProvider },
    messages: [firstFragment, clientHello, helloRetryRequest, firstFragment, clientHello, serverHello],
  },
};
for (const [name, { options, messages }] of Object.entries(handshakes)) {
  // All of HelloRetryRequest except its key_share, which tshark 4.0 misreads.
  peerTest('tshark', `tshark reads the hellos of a handshake ${name} field by field as we do`, (t) => {
    const { theirs, ours } = readTwice(ourTraffic(options));
    t.deepEqual(theirs, ours);
    const contents = ours.flat().map(({ content }) => content);
    t.is(contents.length, messages.length);
    for (const [index, message] of messages.entries()) t.like(contents[index], message);
  });
}

peerTest('tshark', 'tshark reassembles our ClientHello in two datagrams as we do', (t) => {
  const servername = `${'long-label.'.repeat(22)}example`;
  const { theirs, ours } = readTwice(ourTraffic({ servername, endpoint: { maxDatagramSize: 256 } }));
  t.deepEqual(theirs, ours);
  t.like(ours[0]?.[0], { type: 22, content: { msgType: 1, fragmentOffset: 0 } });
  t.like(ours[1]?.[0], { type: 22, content: clientHello });
});

peerTest('tshark', 'tshark reads the alert with which our server refuses a client that supports only DTLS 1.2', (t) => {
  const pair = simulatePair({ clientProvider: classicalProvider, serverProvider: classicalProvider });
  const [first] = pair.network.datagrams;
  t.truthy(first);
  const record = decodeAll(DtlsPlaintext, first?.bytes ?? new Uint8Array());
  const message = decodeAll(Handshake, record.fragment);
  const hello = decodeAll(ClientHello, message.fragment);
  const old = encodeToBytes(ClientHello, {
    ...hello,
    extensions: hello.extensions.filter(({ kind }) => kind !== 'supported_versions'),
  });
  const fragment = encodeToBytes(Handshake, { ...message, length: old.length, fragment: old });
  pair.network.inject('unknown-host', 'server', encodeToBytes(DtlsPlaintext, { ...record, fragment }));
  t.true(pair.network.run(() => pair.network.datagrams.some(({ to }) => to === 'unknown-host'), 1_000));
  const answers = pair.network.datagrams.filter(({ to }) => to === 'unknown-host');
  const { theirs, ours } = readTwice(answers.map(({ bytes }) => ({ from: 'server', bytes })));
  t.deepEqual(theirs, ours);
  t.like(ours[0]?.[0], { type: 21, content: { level: 2, description: 70 } });
});

const hexFiles = ['tests/vectors/clienthello', 'tests/vectors/clienthello-fragmented'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.hex'))
    .map((name) => `${folder}/${name}`),
);
for (const file of hexFiles) {
  peerTest('tshark', `tshark reads the ClientHello of ${basename(file)} field by field as we do`, (t) => {
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    const { theirs, ours } = readTwice(
      lines.map((line) => ({ from: 'client', bytes: Uint8Array.from(Buffer.from(line, 'hex')) })),
    );
    t.deepEqual(theirs, ours);
    t.like(ours.at(-1)?.[0], { type: 22, content: clientHello });
  });
}

for (const file of readdirSync('tests/vectors/captures').filter((name) => name.endsWith('.pcap'))) {
  peerTest('tshark', `tshark reads the unprotected records of ${file} field by field as we do`, (t) => {
    const datagrams = readCapture(file.replace('.pcap', ''))
      // STUN shares the browsers' ports; its first byte is 0 to 3.
      .filter(({ payload }) => (payload[0] ?? 0) > 3);
    const client = datagrams[0]?.sourcePort;
    const { theirs, ours } = readTwice(
      datagrams.map(({ sourcePort, payload }) => ({
        from: sourcePort === client ? 'client' : 'server',
        bytes: payload,
      })),
    );
    t.deepEqual(theirs, ours);
    const contents = ours.flat().map(({ content }) => content);
    t.true(contents.some((content) => isHello(content, 1)));
    t.true(contents.some((content) => isHello(content, 2)));
  });
}

/** A whole hello of this message type. */
function isHello(content: unknown, msgType: number): boolean {
  return (
    typeof content === 'object' && content !== null && 'hello' in content && Reflect.get(content, 'msgType') === msgType
  );
}
