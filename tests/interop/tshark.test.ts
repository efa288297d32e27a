import { readdirSync } from 'node:fs';
import { opensslProvider } from 'wirechart/crypto/openssl';
import { ClientHello, DtlsPlaintext, Handshake } from 'wirechart/dtls13/wire';
import { type SentDatagram, simulatePair } from 'wirechart/testing';
import { decodeAll, encodeToBytes } from 'wirechart/wire';
import { readCapture } from '../capture.ts';
import { peerTest } from '../peers.ts';
import { dissect } from './dissection.ts';
import { type Reading, readDissection, readRecords } from './plaintext-reading.ts';

const SERVER = 4433;
const CLIENT = 50_000;

/** What tshark reads in the unprotected records of datagrams. */
function dissectAll(datagrams: readonly SentDatagram[]): Reading[][] {
  const captured = datagrams.map(({ from, bytes }) =>
    from === 'server' ? { from: SERVER, to: CLIENT, payload: bytes } : { from: CLIENT, to: SERVER, payload: bytes },
  );
  return dissect(captured, SERVER).map((records) => records.map(readDissection));
}

function newPair() {
  return simulatePair({ clientProvider: opensslProvider, serverProvider: opensslProvider, servername: 'echo.example' });
}

peerTest('tshark', 'tshark reads our ClientHello and ServerHello field by field as we do', (t) => {
  const pair = newPair();
  t.true(pair.handshake());
  const { datagrams } = pair.network;
  const ours = datagrams.map(({ bytes }) => readRecords(bytes));
  t.deepEqual(dissectAll(datagrams), ours);
  t.like(ours[0]?.[0], { type: 22, content: { msgType: 1, hello: { version: 0xfefd } } });
  t.like(ours[1]?.[0], { type: 22, content: { msgType: 2, hello: { version: 0xfefd } } });
});

peerTest('tshark', 'tshark reads the alert with which our server refuses a client that speaks only DTLS 1.2', (t) => {
  const pair = newPair();
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
  pair.network.inject('stranger', 'server', encodeToBytes(DtlsPlaintext, { ...record, fragment }));
  t.true(pair.network.run(() => pair.network.datagrams.some(({ to }) => to === 'stranger'), 1_000));
  const answers = pair.network.datagrams.filter(({ to }) => to === 'stranger');
  const ours = answers.map(({ bytes }) => readRecords(bytes));
  t.deepEqual(dissectAll(answers), ours);
  t.like(ours[0]?.[0], { type: 21, content: { level: 2, description: 70 } });
});

for (const file of readdirSync('tests/vectors/captures').filter((name) => name.endsWith('.pcap'))) {
  peerTest('tshark', `tshark reads the unprotected records of ${file} field by field as we do`, (t) => {
    const datagrams = readCapture(file.replace('.pcap', ''))
      // STUN shares the browsers' ports; its first byte is 0 to 3.
      .filter(({ payload }) => (payload[0] ?? 0) > 3)
      .map(({ payload }) => ({ at: 0, from: 'client', to: 'server', bytes: payload, arrivals: [0] }));
    const ours = datagrams.map(({ bytes }) => readRecords(bytes));
    t.true(ours.flat().length >= 2);
    t.deepEqual(dissectAll(datagrams), ours);
  });
}
