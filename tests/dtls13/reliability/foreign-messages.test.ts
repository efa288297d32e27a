import { readdirSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { HandshakeType, handshakeTypeName } from '../../../generated/dtls13/registries/handshake-type.ts';
import * as wire from '../../../generated/dtls13/wire/index.ts';
import { type Codec, decodeAll, encodeToBytes } from '../../../runtime/wire/index.ts';
import { readCapture, readKeyLog } from '../../capture/capture-vectors.ts';
import { testProvider } from '../../net/host-under-test.ts';
import { readRecording, recordings } from '../../recorded-session.ts';
import { CapturedSide } from '../captured-side.ts';

const SIDES = ['CLIENT', 'SERVER'] as const;
const captures = [
  'chromium-server_firefox-client',
  'firefox-server_chromium-client',
  'firefox-server_firefox-client',
  'nss-server_nss-client',
];

const codecs: Readonly<Record<number, Codec<unknown>>> = {
  [HandshakeType.client_hello]: wire.ClientHello,
  [HandshakeType.new_session_ticket]: wire.NewSessionTicket,
  [HandshakeType.encrypted_extensions]: wire.EncryptedExtensions,
  [HandshakeType.certificate]: wire.Certificate,
  [HandshakeType.certificate_request]: wire.CertificateRequest,
  [HandshakeType.certificate_verify]: wire.CertificateVerify,
  [HandshakeType.finished]: wire.Finished,
};

function codecOf(type: number, body: Uint8Array): Codec<unknown> {
  if (type === HandshakeType.server_hello) {
    const random = Buffer.from(body.subarray(2, 2 + wire.HELLO_RETRY_REQUEST_RANDOM.length));
    return random.equals(wire.HELLO_RETRY_REQUEST_RANDOM) ? wire.HelloRetryRequest : wire.ServerHello;
  }
  const codec = codecs[type];
  if (codec === undefined) throw new RangeError(`no codec for ${handshakeTypeName(type)}`);
  return codec;
}

/** Reads and writes the messages of both sides; returns their names. */
function reread(t: ExecutionContext, sides: readonly CapturedSide[]): readonly string[] {
  return sides.flatMap(({ messages }) =>
    messages.map(({ type, body }) => {
      const codec = codecOf(type, body);
      const value = decodeAll(codec, body);
      t.deepEqual(encodeToBytes(codec, value), body, codec.name);
      t.deepEqual(unknownIn(value), [], `${codec.name}: every extension has a type of its own`);
      return codec.name;
    }),
  );
}

/** Values of unknown kind, which the specs represent as bytes, at any depth. */
function unknownIn(value: unknown): readonly unknown[] {
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return [];
  if ('kind' in value && value.kind === 'unknown') return [value];
  return Object.values(value).flatMap(unknownIn);
}

function secretsOf(secrets: ReadonlyMap<string, Uint8Array>, side: string): Uint8Array[] {
  const found = [`${side}_HANDSHAKE_TRAFFIC_SECRET`, `${side}_TRAFFIC_SECRET_0`].map((label) => secrets.get(label));
  return found.filter((secret) => secret !== undefined);
}

const handshake = ['ServerHello', 'EncryptedExtensions', 'Certificate', 'CertificateVerify', 'Finished', 'ClientHello'];

for (const name of captures) {
  test(`every message of ${name} is read and written byte for byte`, (t) => {
    const secrets = readKeyLog(name);
    const sides = SIDES.map(
      (side) => new CapturedSide(testProvider, 'TLS_AES_128_GCM_SHA256', secretsOf(secrets, side)),
    );
    const datagrams = readCapture(name).filter(({ payload }) => (payload[0] ?? 0) >= 20 && (payload[0] ?? 0) <= 63);
    const clientPort = datagrams[0]?.sourcePort;
    for (const { sourcePort, payload } of datagrams) sides[sourcePort === clientPort ? 0 : 1]?.receive(payload);
    const seen = new Set(reread(t, sides));
    const more = name.startsWith('nss') ? 'NewSessionTicket' : 'CertificateRequest';
    t.deepEqual([...seen].toSorted(), [...handshake, more].toSorted());
  });
}

for (const file of readdirSync(recordings).filter((name) => name.endsWith('.json'))) {
  test(`every message of ${file} is read and written byte for byte`, (t) => {
    const { keyLog, cipherSuite, datagrams, role } = readRecording(file);
    const secrets = new Map(
      keyLog.map((line): [string, Uint8Array] => {
        const [label = '', , secret = ''] = line.split(' ');
        return [label, Uint8Array.from(Buffer.from(secret, 'hex'))];
      }),
    );
    const sides = SIDES.map((side) => new CapturedSide(testProvider, cipherSuite, secretsOf(secrets, side)));
    for (const { from, bytes } of datagrams) {
      const isClient = (from === 'us') === (role === 'client');
      sides[isClient ? 0 : 1]?.receive(Uint8Array.from(Buffer.from(bytes, 'hex')));
    }
    const seen = new Set(reread(t, sides));
    for (const each of handshake) t.true(seen.has(each), each);
    t.is(seen.has('HelloRetryRequest'), file.includes('retry'));
  });
}
