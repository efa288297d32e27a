import test from 'ava';
import type { Datagram } from '../../../generated/dtls13/hardware/datagram.ts';
import { ipDefault } from '../../../generated/dtls13/hardware/stack-profiles.ts';
import { TimedLink } from '../../../hwmodel/dtls13/timed-link.ts';
import { Fifo, Kernel } from '../../../hwmodel/kernel/index.ts';

function link(depth: number, isLost: (datagram: Datagram) => boolean, perBlockPs = 8000) {
  const kernel = new Kernel();
  const serialization = { setupPs: 0, perBlockPs, blockBytes: 1 };
  const timed = new TimedLink(kernel, 'link', { serialization, propagationDelayPs: 1_000_000, lossPpm: 0 }, isLost);
  const [ingress, egress] = [new Fifo<Datagram>(kernel, 'ingress', 16), new Fifo<Datagram>(kernel, 'egress', depth)];
  timed.ingress.bind(ingress);
  timed.egress.bind(egress);
  const arrived: string[] = [];
  egress.observer = { itemPut: ({ sequence }, now) => arrived.push(`${sequence} at ${now}`), itemTaken: () => {} };
  for (const sequence of [0, 1, 2]) ingress.put({ sequence, path: 0, data: new Uint8Array(100) });
  kernel.run();
  return { timed, arrived };
}

test('datagrams are serialized one after the other and their propagation delays overlap', (t) => {
  t.deepEqual(link(16, () => false).arrived, ['0 at 1800000', '1 at 2600000', '2 at 3400000']);
  t.deepEqual(link(16, () => false, 0).arrived, ['0 at 1000000', '1 at 1000000', '2 at 1000000']);
});

test('a lost datagram is serialized too', (t) => {
  const { timed, arrived } = link(16, ({ sequence }) => sequence === 1);
  t.deepEqual(arrived, ['0 at 1800000', '2 at 3400000']);
  t.is(timed.lost, 1);
});

test('datagrams that arrive at a full receive fifo are dropped and counted', (t) => {
  const { timed, arrived } = link(1, () => false);
  t.deepEqual(arrived, ['0 at 1800000']);
  t.is(timed.overflowed, 2);
  t.is(timed.lost, 0);
});

test('a timing parameter out of range is refused', (t) => {
  const isLost = () => false;
  const create = (change: object) => () =>
    new TimedLink(new Kernel(), 'link', { ...ipDefault.link, ...change }, isLost);
  t.throws(create({ propagationDelayPs: 0.5 }), { message: /^link\.timing\.propagationDelayPs: / });
  for (const lossPpm of [-1, 0.5, 1_000_001]) {
    t.throws(create({ lossPpm }), { message: /^link\.timing\.lossPpm: / });
  }
  t.throws(create({ serialization: { setupPs: 0, perBlockPs: 0, blockBytes: 0 } }), {
    message: /^link\.timing\.serialization\.blockBytes: /,
  });
});
