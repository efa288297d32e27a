import { readdirSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { NamedGroup } from '../../../generated/dtls13/registries/named-group.ts';
import { ClientHello } from '../../../generated/dtls13/wire/client-hello.ts';
import { Finished } from '../../../generated/dtls13/wire/finished.ts';
import { ServerHello } from '../../../generated/dtls13/wire/server-hello.ts';
import type { CryptoProvider } from '../../../runtime/crypto/index.ts';
import { KeySchedule, type TrafficSecrets } from '../../../runtime/crypto/key-schedule.ts';
import { HandshakeTranscript } from '../../../runtime/dtls13/handshake/handshake-transcript.ts';
import { hashOf } from '../../../runtime/dtls13/handshake/session-keys.ts';
import type { HandshakeMessage } from '../../../runtime/dtls13/reliability/reassembly.ts';
import { decodeAll } from '../../../runtime/wire/index.ts';
import { providers } from '../../crypto/providers.ts';
import { agreeWith, respondWith } from '../../interop/known-shares.ts';
import { type RecordedSession, readRecording, recordings } from '../../recorded-session.ts';
import { CapturedSide } from '../captured-side.ts';

for (const file of readdirSync(recordings).filter((name) => name.endsWith('.json'))) {
  for (const provider of providers) {
    test(`${provider.name} computes all of ${file} from our private key share alone`, (t) => {
      recompute(t, provider, readRecording(file));
    });
  }
}

/**
 * From our half of the key exchange to each secret that NSS logged, to each record and to both Finished messages. The
 * session is read three times, as each epoch's keys are derived from the messages of the one before.
 */
function recompute(t: ExecutionContext, provider: CryptoProvider, session: RecordedSession): void {
  const logged = keyLogOf(session);
  const transcript = new HandshakeTranscript(provider);

  const plain = decrypt(provider, session, []);
  const hellos = [...plain.client.messages, ...plain.server.messages];
  const [clientHello, serverHello] = [hellos.find(isClientHello), hellos.findLast(isServerHello)];
  const hello = decodeAll(ServerHello, bodyOf(serverHello));
  const hash = hashOf(hello.cipherSuite);
  transcript.addMessage(HandshakeType.client_hello, bodyOf(clientHello));
  transcript.select(hash);
  const [, retried] = plain.client.messages.filter(isClientHello);
  if (retried !== undefined) {
    transcript.replaceWithMessageHash(HandshakeType.message_hash);
    transcript.addMessage(HandshakeType.server_hello, bodyOf(hellos.find(isServerHello)));
    transcript.addMessage(HandshakeType.client_hello, bodyOf(retried));
  }
  transcript.addMessage(HandshakeType.server_hello, bodyOf(serverHello));

  const group = NamedGroup[session.share.group];
  const peerShare =
    session.role === 'client'
      ? shareOfServer(hello)
      : shareOfClient(decodeAll(ClientHello, bodyOf(retried ?? clientHello)), group);
  const privateKey = Uint8Array.from(Buffer.from(session.share.privateKey, 'hex'));
  const schedule = new KeySchedule(provider, hash, 'dtls13');
  const known = { group: session.share.group, privateKey };
  schedule.enterHandshake(session.role === 'client' ? agreeWith(known, peerShare) : respondWith(known, peerShare));
  const handshake = schedule.handshakeTrafficSecrets(transcript.digest());
  t.deepEqual(hex(handshake.client), logged.get('CLIENT_HANDSHAKE_TRAFFIC_SECRET'));
  t.deepEqual(hex(handshake.server), logged.get('SERVER_HANDSHAKE_TRAFFIC_SECRET'));

  const opened = decrypt(provider, session, [handshake]);
  const confirmFinished = (side: 'client' | 'server'): void => {
    for (const { type, epoch, body } of opened[side].messages) {
      if (epoch === 0) continue;
      if (type === HandshakeType.finished) {
        const expected = schedule.finishedVerifyData(handshake[side], transcript.digest());
        t.deepEqual(decodeAll(Finished, body).verifyData, expected, `${side} Finished`);
      }
      transcript.addMessage(type, body);
    }
  };
  t.is(opened.server.messages.at(-1)?.type, HandshakeType.finished);
  t.is(opened.client.messages.at(-1)?.type, HandshakeType.finished);
  confirmFinished('server');
  schedule.enterMain();
  const application = schedule.applicationTrafficSecrets(transcript.digest());
  t.deepEqual(hex(application.client), logged.get('CLIENT_TRAFFIC_SECRET_0'));
  t.deepEqual(hex(application.server), logged.get('SERVER_TRAFFIC_SECRET_0'));
  t.deepEqual(hex(schedule.exporterSecret(transcript.digest())), logged.get('EXPORTER_SECRET'));
  confirmFinished('client');

  const all = decrypt(provider, session, [handshake, application]);
  for (const { counters } of [all.client, all.server]) {
    // A flight is retransmitted under new record numbers, so no record is discarded.
    t.deepEqual([...new Set(Object.values(counters.discarded))], [0], JSON.stringify(counters.discarded));
  }
  const [us, peer] = session.role === 'client' ? [all.client, all.server] : [all.server, all.client];
  t.deepEqual(us.applicationData.map(text), [session.messages.us]);
  t.deepEqual(peer.applicationData.map(text), [session.messages.peer]);
}

function decrypt(provider: CryptoProvider, session: RecordedSession, epochs: readonly TrafficSecrets[]) {
  const side = (name: 'client' | 'server') =>
    new CapturedSide(
      provider,
      session.cipherSuite,
      epochs.map((secrets) => secrets[name]),
    );
  const sides = { client: side('client'), server: side('server') };
  for (const { from, bytes } of session.datagrams) {
    const isClient = (from === 'us') === (session.role === 'client');
    sides[isClient ? 'client' : 'server'].receive(Uint8Array.from(Buffer.from(bytes, 'hex')));
  }
  return sides;
}

function keyLogOf({ keyLog }: RecordedSession): Map<string | undefined, string | undefined> {
  return new Map(
    keyLog.map((line) => {
      const [label, , secret] = line.split(' ');
      return [label, secret];
    }),
  );
}

function shareOfServer({ extensions }: ServerHello): Uint8Array {
  for (const extension of extensions) {
    if (extension.kind === 'key_share') return extension.extensionData.serverShare.keyExchange;
  }
  throw new RangeError('the ServerHello has no key share');
}

function shareOfClient({ extensions }: ClientHello, group: number): Uint8Array {
  for (const extension of extensions) {
    if (extension.kind !== 'key_share') continue;
    const share = extension.extensionData.clientShares.find((each) => each.group === group);
    if (share !== undefined) return share.keyExchange;
  }
  throw new RangeError('the ClientHello has no share of this group');
}

const isClientHello = ({ type }: HandshakeMessage): boolean => type === HandshakeType.client_hello;
const isServerHello = ({ type }: HandshakeMessage): boolean => type === HandshakeType.server_hello;
const bodyOf = (message: HandshakeMessage | undefined): Uint8Array => message?.body ?? new Uint8Array();
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
