import test, { type ExecutionContext } from 'ava';
import { AlertDescription } from '../../../generated/dtls13/registries/alert-description.ts';
import { AlertLevel } from '../../../generated/dtls13/registries/alert-level.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { Ack } from '../../../generated/dtls13/wire/ack.ts';
import { CertificateError } from '../../../runtime/errors/certificate-error.ts';
import { type PairOptions, type SimulatedPair, simulatePair, testCertificate } from '../../../runtime/testing/index.ts';
import { decodeAll } from '../../../runtime/wire/index.ts';
import { testProvider } from '../../net/host-under-test.ts';
import { type SentFragment, type SentRecord, sentFragments, sentRecords, sentTypes } from '../sent-traffic.ts';

const { client_hello, server_hello, encrypted_extensions, certificate_request } = HandshakeType;
const { certificate, certificate_verify, finished } = HandshakeType;
const HELLOS: readonly number[] = [client_hello, server_hello];

function pairWith(options: Partial<PairOptions>): SimulatedPair {
  return simulatePair({
    clientProvider: testProvider,
    serverProvider: testProvider,
    ...options,
    endpoint: { keylog: true, cipherSuites: ['TLS_AES_128_GCM_SHA256'], ...options.endpoint },
  });
}

const own = {
  chain: [testCertificate.der],
  privateKey: testProvider.importPrivateKey(testCertificate.privateKey),
};
const chain = Array.from({ length: 6 }, () => testCertificate.der);

/** Sessions that differ in what is sent: retries, certificates, fragments, retransmissions. */
const sessions: readonly (readonly [name: string, options: Partial<PairOptions>])[] = [
  ['with a cookie', {}],
  ['without a cookie', { listener: { cookies: 'never' } }],
  [
    'with a certificate of the client',
    { connection: { certificate: own }, listener: { requestCertificate: 'required' } },
  ],
  ['in short datagrams', { endpoint: { maxDatagramSize: 300 }, chain }],
  ...[1, 2, 3, 4, 5, 6].map((seed): [string, Partial<PairOptions>] => [
    `that loses a quarter of its datagrams, seed ${seed}`,
    {
      network: { seed, loss: 0.25, jitter: 30 },
      endpoint: { maxDatagramSize: 400 },
      chain,
      connection: { certificate: own },
      listener: { requestCertificate: 'optional' },
    },
  ]),
];

/** Handshake, data in both directions, and the end. */
function recordsOf(t: ExecutionContext, options: Partial<PairOptions>): readonly SentRecord[] {
  const pair = pairWith(options);
  t.true(pair.handshake());
  pair.network.advance(5000);
  for (let index = 0; index < 3; index++) {
    pair.send('client', new Uint8Array(index * 50));
    pair.send('server', new Uint8Array(index * 50));
    pair.network.advance(100);
  }
  pair.close('client');
  pair.network.advance(10_000);
  return sentRecords(pair);
}

for (const [name, options] of sessions) {
  test(`a session ${name}: every datagram consists of whole records, and only its last one may lack a length`, (t) => {
    const records = recordsOf(t, options);
    t.true(records.length > 10);
    for (const { bytes, epoch, isLastOfDatagram } of records) {
      t.true(epoch === 0 || isLastOfDatagram || ((bytes[0] ?? 0) & 4) !== 0);
    }
  });

  test(`a session ${name}: unprotected records have version fe fd and epoch 0, and no record has an undefined type`, (t) => {
    for (const { bytes, epoch, contentType } of recordsOf(t, options)) {
      t.true([ContentType.alert, ContentType.handshake, ContentType.application_data, 26].includes(contentType));
      if (epoch > 0) continue;
      t.true([21, 22, 26].includes(bytes[0] ?? 0));
      t.deepEqual([...bytes.subarray(1, 5)], [0xfe, 0xfd, 0, 0]);
    }
  });

  test(`a session ${name}: record numbers start at 0 in each epoch and grow by one, for retransmissions too`, (t) => {
    const next = new Map<string, number>();
    for (const { from, epoch, sequence } of recordsOf(t, options)) {
      const key = `${from} ${epoch}`;
      const expected = next.get(key) ?? 0;
      // A server without state answers with the record number of the ClientHello.
      if (from === 'server' && epoch === 0) t.true(sequence >= expected || sequence === 0);
      else t.is(sequence, expected, key);
      next.set(key, sequence + 1);
    }
  });

  test(`a session ${name}: a message keeps number, type, length, epoch and bytes when it is sent again`, (t) => {
    const messages = new Map<string, { head: readonly number[]; bytes: (number | undefined)[] }>();
    for (const fragment of sentFragments(recordsOf(t, options))) {
      const { record, msgType, length, messageSeq, fragmentOffset, fragment: content } = fragment;
      const key = `${record.from} ${messageSeq}`;
      const head = [msgType, length, record.epoch];
      // A server without state makes its HelloRetryRequest again, with another time in the cookie.
      if (msgType === server_hello && messageSeq === 0 && options.listener?.cookies !== 'never') continue;
      const message = messages.get(key) ?? { head, bytes: new Array<number | undefined>(length) };
      messages.set(key, message);
      t.deepEqual(head, message.head);
      t.true(fragmentOffset + content.length <= length);
      content.forEach((byte, index) => {
        const known = message.bytes[fragmentOffset + index];
        if (known !== undefined && known !== byte) t.fail(`${key}: byte ${fragmentOffset + index} changed`);
        message.bytes[fragmentOffset + index] = byte;
      });
    }
    for (const from of ['client', 'server']) {
      const numbers = [...messages.keys()]
        .filter((key) => key.startsWith(from))
        .map((key) => Number(key.split(' ')[1]));
      const first = Math.min(...numbers);
      t.true(first === 0 || from === 'server');
      t.deepEqual(
        numbers.toSorted((a, b) => a - b),
        numbers.map((_, index) => first + index),
      );
    }
    for (const [key, { bytes }] of messages) t.false(bytes.includes(undefined), `${key} is incomplete`);
  });

  test(`a session ${name}: fragments of one transmission do not overlap, and none is empty`, (t) => {
    const sent = new Map<string, SentFragment[]>();
    for (const fragment of sentFragments(recordsOf(t, options))) {
      const key = `${fragment.record.from} ${fragment.record.at} ${fragment.messageSeq}`;
      const earlier = sent.get(key) ?? [];
      // After several expiries a client sends a flight more than once at a time.
      const isCopy = earlier.some(
        ({ fragmentOffset, fragment: { length } }) =>
          fragmentOffset === fragment.fragmentOffset && length === fragment.fragment.length,
      );
      if (!isCopy) sent.set(key, [...earlier, fragment]);
      t.true(fragment.fragment.length > 0 || fragment.length === 0);
    }
    for (const [key, fragments] of sent) {
      let end = 0;
      for (const each of fragments.toSorted((a, b) => a.fragmentOffset - b.fragmentOffset)) {
        t.true(each.fragmentOffset >= end, key);
        end = each.fragmentOffset + each.fragment.length;
      }
    }
  });

  test(`a session ${name}: hellos are in epoch 0, the other handshake messages in epoch 2, data and alerts in epoch 3, and no ACK names a record of a later epoch than its own`, (t) => {
    const records = recordsOf(t, options);
    for (const { record, msgType } of sentFragments(records)) t.is(record.epoch, HELLOS.includes(msgType) ? 0 : 2);
    for (const { contentType, epoch, from, content } of records) {
      if (contentType === ContentType.application_data || contentType === ContentType.alert) t.is(epoch, 3);
      if (contentType !== ContentType.ack) continue;
      const { recordNumbers } = decodeAll(Ack, content);
      // Without keys a client can only say that it waits.
      if (epoch === 0) t.deepEqual([from, recordNumbers], ['client', []]);
      t.true(recordNumbers.every((each) => each.epoch <= epoch));
    }
  });

  test(`a session ${name}: an alert record holds two bytes, close_notify is a warning, and nothing follows it`, (t) => {
    const records = recordsOf(t, options);
    t.true(records.some(({ contentType }) => contentType === ContentType.alert));
    for (const from of ['client', 'server'] as const) {
      const sent = records.filter((each) => each.from === from);
      const alerts = sent.filter(({ contentType }) => contentType === ContentType.alert);
      for (const { content } of alerts) t.deepEqual([...content], [AlertLevel.warning, AlertDescription.close_notify]);
      // The close_notify of the client may be lost.
      if (alerts.length > 0) t.is(sent.at(-1)?.contentType, ContentType.alert);
    }
    for (const { contentType, content } of records)
      t.true(contentType === ContentType.application_data || content.length > 0);
  });
}

test('the messages of both sides are those of RFC 9846, in its order', (t) => {
  const flight = [server_hello, encrypted_extensions, certificate, certificate_verify, finished];
  const plain = recordsOf(t, { listener: { cookies: 'never' } });
  t.deepEqual(sentTypes(plain, 'client'), [client_hello, finished]);
  t.deepEqual(sentTypes(plain, 'server'), flight);
  const retried = recordsOf(t, {});
  t.deepEqual(sentTypes(retried, 'client'), [client_hello, client_hello, finished]);
  t.deepEqual(sentTypes(retried, 'server'), [server_hello, ...flight]);
  const mutual = recordsOf(t, {
    connection: { certificate: own },
    listener: { cookies: 'never', requestCertificate: 'required' },
  });
  t.deepEqual(sentTypes(mutual, 'client'), [client_hello, certificate, certificate_verify, finished]);
  t.deepEqual(sentTypes(mutual, 'server'), [
    server_hello,
    encrypted_extensions,
    certificate_request,
    certificate,
    certificate_verify,
    finished,
  ]);
  const anonymous = recordsOf(t, { listener: { cookies: 'never', requestCertificate: 'optional' } });
  t.deepEqual(sentTypes(anonymous, 'client'), [client_hello, certificate, finished]);
  t.is(plain[0]?.epoch, 0, 'the ClientHello is the first record');
});

test('a fatal alert has level fatal and the keys of the handshake, and is sent once', (t) => {
  const pair = pairWith({ listener: { cookies: 'never' } });
  pair.clientHost.request = (_of, { id }) => {
    const error = new CertificateError('UNKNOWN_ISSUER', 'not trusted');
    pair.client.respond({ id, accept: false, alert: 'unknown_ca', error }, pair.network.now);
  };
  t.false(pair.handshake());
  // No further datagram arrives anywhere: only timers run.
  pair.network.inject = () => {};
  pair.network.advance(600_000);
  const records = sentRecords(pair);
  const alerts = records.filter(({ contentType }) => contentType === ContentType.alert);
  t.deepEqual(
    alerts.map(({ from, epoch, content }) => [from, epoch, ...content]),
    [['client', 2, AlertLevel.fatal, AlertDescription.unknown_ca]],
  );
  t.is(
    records.findLast(({ from }) => from === 'client'),
    alerts[0],
  );
});
