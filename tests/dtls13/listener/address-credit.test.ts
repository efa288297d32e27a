import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { mlKem } from '../../../runtime/crypto/post-quantum/index.ts';
import { simulatePair } from '../../../runtime/testing/index.ts';
import { createTestProvider } from '../../net/host-under-test.ts';

const provider = createTestProvider({ mlKem });

test('a client whose ACKs are lost repeats them, so that a server that may not send more can continue', (t) => {
  const pair = simulatePair({
    clientProvider: provider,
    serverProvider: provider,
    listener: { cookies: 'as-needed' },
    endpoint: { groups: ['X25519MLKEM768'], maxDatagramSize: 700 },
  });
  const { clientHost, serverHost, network } = pair;
  const start = network.now;
  const isDisturbed = () => network.now - start < 20_000;
  const [toClient, toServer] = [clientHost.receive.bind(clientHost), serverHost.receive.bind(serverHost)];
  let datagrams = 0;
  // For 20 s the client gets the first part of the flight only, and the server gets no ACK.
  clientHost.receive = (from, datagram) => {
    datagrams += 1;
    if (!isDisturbed() || datagrams <= 2) toClient(from, datagram);
  };
  serverHost.receive = (from, datagram) => {
    if (!isDisturbed() || datagram[0] === ContentType.handshake) toServer(from, datagram);
  };
  t.true(pair.handshake());
  t.true(network.now - start < 30_000, `${network.now - start} ms`);
  const received = network.datagrams.filter(
    ({ from, at, bytes }) => from === 'client' && at - start < 20_000 && bytes[0] === ContentType.handshake,
  );
  const sent = network.datagrams.filter(({ from, at }) => from === 'server' && at - start < 20_000);
  const bytesOf = (datagrams: typeof sent) => datagrams.reduce((sum, { bytes }) => sum + bytes.length, 0);
  t.true(bytesOf(sent) <= 3 * bytesOf(received), 'the limit holds');
});
