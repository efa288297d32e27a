import test from 'ava';
import type { SendBuffer } from '../../../runtime/net/datagram-socket.ts';
import { SendQueue } from '../../../runtime/net/native/send-queue.ts';
import {
  ADDRESS_WORDS,
  MOST_SEND_BUFFERS,
  SEND_WORDS,
  Send,
  type UdpControl,
} from '../../../runtime/net/native/udp-addon.ts';
import { datagramsOf } from './datagrams.ts';

const PORT = 1;
/** An addon that reads the ports of the buffers of each call; 0: the connected peer. */
function addonOf(ports: number[]): UdpControl {
  const words = new Int32Array(MOST_SEND_BUFFERS * SEND_WORDS);
  const send = (_: number, arrays: readonly unknown[], count: number): number => {
    for (let index = 0; index < count; index++) {
      const at = index * SEND_WORDS;
      const isGiven = arrays[2 * index] instanceof Uint8Array && arrays[2 * index + 1] instanceof Int32Array;
      ports.push(isGiven && words[at + Send.addressed] === 1 ? (words[at + Send.to + PORT] as number) : 0);
    }
    return 0;
  };
  return { words, addon: { sendsAt: 0, send } } as Partial<UdpControl> as UdpControl;
}

test('each of many buffers that wait keeps its address', (t) => {
  const queue = new SendQueue();
  const [given, ports]: [number[], number[]] = [[], []];
  const control = addonOf(ports);
  const address = new Int32Array(ADDRESS_WORDS);
  const finished: SendBuffer[] = [];
  const pushOne = (port: number): void => {
    given.push(port);
    address[0] = 4;
    address[PORT] = port;
    queue.push(datagramsOf([1]), port === 0 ? undefined : address);
  };
  for (let port = 1; port <= 3000; port++) pushOne(port % 7 === 0 ? 0 : port);
  while (queue.size > 0) {
    queue.give(control, 1);
    queue.advance(MOST_SEND_BUFFERS, (buffer) => finished.push(buffer));
    if (given.length < 5000) for (let more = 0; more < 40; more++) pushOne(given.length + 1);
  }
  t.is(finished.length, given.length);
  t.deepEqual(ports, given);
});

test('a buffer whose address is that of no family cannot be sent', (t) => {
  const queue = new SendQueue();
  const [address, none] = [Int32Array.of(4, 9, 0, 0, 0, 0, 0, 0), new Int32Array(ADDRESS_WORDS)];
  for (const each of [none, address, undefined, none]) queue.push(datagramsOf([1]), each);
  const told: boolean[] = [];
  while (queue.size > 0) {
    told.push(queue.isUnaddressable);
    queue.advance(1, () => {});
  }
  t.deepEqual(told, [true, false, false, true]);
});
