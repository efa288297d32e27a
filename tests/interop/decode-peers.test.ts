import type { ExecutionContext } from 'ava';
import { KeyLog, TrafficDissection } from 'wirechart/dtls13/core';
import { ContentType } from 'wirechart/dtls13/wire';
import { testProvider } from '../net/host-under-test.ts';
import { peerTest } from '../peers.ts';
import { CoreMeeting } from './core-meeting.ts';
import { rustPeers } from './rust-peers.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

for (const peer of rustPeers) {
  for (const role of ['client', 'server'] as const) {
    peerTest(
      peer,
      `every record of ${peer} as ${role} is decrypted, with connection ids and after updates`,
      async (t) => {
        const meeting = await CoreMeeting.begin(t, peer, {
          role,
          peer: { groups: 'x25519', cid: Uint8Array.of(1, 2, 3, 4) },
          own: { groups: ['x25519'], connectionIds: { length: 8, spares: 0 }, keylog: true },
        });
        await meeting.exchangeData(t, 'first');
        for (let update = 1; update <= 3; update++) {
          meeting.peer.updateKeys();
          await meeting.net.until('new keys of the peer', () => epochsRead(meeting).includes(3 + update) || undefined);
          await meeting.exchangeData(t, `update ${update}`);
        }
        assertDecrypted(t, meeting, role);
      },
    );
  }
}

function epochsRead({ net }: CoreMeeting): readonly number[] {
  return net.host.events.flatMap(({ event }) =>
    event.kind === 'keyUpdate' && event.direction === 'read' ? [event.epoch] : [],
  );
}

/** With the first secrets only: the later ones follow from them. */
function assertDecrypted(t: ExecutionContext, { net, relay }: CoreMeeting, role: 'client' | 'server'): void {
  const log = net.host.events.flatMap(({ event }) =>
    event.kind === 'keylog' && !/SECRET_[1-9]/.test(event.label)
      ? [`${event.label} ${hex(event.clientRandom)} ${hex(event.secret)}`]
      : [],
  );
  const traffic = new TrafficDissection(testProvider, new KeyLog(log.join('\n')));
  // The relay keeps the order of each direction. The hellos come first, whose order selects the keys.
  const isProtected = ([first = 0]: Uint8Array): boolean => first >>> 5 === 1;
  const hellos = relay.fromClient.findIndex(isProtected);
  const client = (datagrams: readonly Uint8Array[]) => datagrams.map((bytes) => traffic.dissect('c', 's', bytes));
  const server = (datagrams: readonly Uint8Array[]) => datagrams.map((bytes) => traffic.dissect('s', 'c', bytes));
  const before = client(relay.fromClient.slice(0, hellos));
  const fromServer = server(relay.fromServer);
  const fromClient = [...before, ...client(relay.fromClient.slice(hellos))];
  for (const [sender, datagrams] of [
    ['client', fromClient],
    ['server', fromServer],
  ] as const) {
    const records = datagrams.flatMap((each) => each.records);
    t.deepEqual(
      records.flatMap(({ unopened, error }) => unopened ?? error?.code ?? []),
      [],
    );
    const length = sender === role ? 8 : 4;
    const ids = records.filter(({ isProtected }) => isProtected).map(({ connectionId }) => connectionId?.length);
    t.true(ids.includes(length) && ids.every((each) => each === length || each === undefined));
    const texts = records.flatMap(({ opened }) =>
      opened?.contentType === ContentType.application_data
        ? [[opened.epoch, Buffer.from(opened.content).toString()]]
        : [],
    );
    const who = sender === role ? 'the peer' : 'wirechart';
    t.deepEqual(
      texts.map(([, text]) => text),
      ['first', 'update 1', 'update 2', 'update 3'].map((text) => `${text} from ${who}`),
    );
    // The peer uses its new keys when it has our ACK, which may come after its data.
    if (sender === role) t.true(Math.max(...texts.map(([epoch]) => Number(epoch))) >= 5);
  }
}
