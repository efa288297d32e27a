import { loadAddon, type NativeAddon } from 'wirechart/native';
import type { UdpAddon } from '../../../runtime/net/native/udp-addon.ts';

/** Calls the functions of the addon with random arguments, the number of times that the argument says. */
const { udp } = loadAddon() as NativeAddon & { readonly udp: UdpAddon };
const words = new Int32Array(udp.control);
const names = [
  'open',
  'connect',
  'address',
  'send',
  'send',
  'send',
  'close',
  'reference',
  'counters',
  'interfaceIndex',
  'interfaceName',
] as const;
const ids: number[] = [];
const ports: number[] = [];
let state = 20_261_123;
let thrown = 0;
let returned = 0;
let uncaught = 0;
let events = 0;
process.on('uncaughtException', () => uncaught++);

function random(below: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

const GOOD = new Uint8Array(3000);
const GOOD_LENGTHS = Int32Array.of(100, 100, 50, 0, 1200);
const pick = <T>(values: readonly T[]): T => values[random(values.length)] as T;
const wild = (): number => pick([0, 1, -1, random(70_000), random(2 ** 31), -random(2 ** 31), 0x7fffffff, 1200]);

/** Arguments and results in the shared memory: mostly of the right shape, and to the loopback only. */
function scribble(): void {
  for (let index = 0; index < 3; index++) words[random(udp.slotsAt)] = wild();
  words[udp.optionsAt] = random(2048) & ~2;
  words[udp.slotsAt + random(words.length - udp.slotsAt)] = wild();
  for (let send = 0; send < 3; send++) {
    const at = udp.sendsAt + 12 * send;
    words.fill(0, at, at + 12);
    words[at] = random(8) === 0 ? wild() : 0;
    words[at + 1] = random(8) === 0 ? wild() : random(6);
    words[at + 2] = random(2);
    words[at + 4] = random(8) === 0 ? wild() : pick([4, 4, 6]);
    // Not the ports of other programs.
    words[at + 5] = random(8) === 0 ? pick([0, -1, 65_536, 0x7fffffff]) : pick([...ports, 0]);
    if (words[at + 4] === 6) words[at + 9] = 0x01000000;
    else words[at + 6] = 0x0100007f;
    words[at + 10] = pick([0, 1, wild()]);
  }
  // Not more bytes than a loopback takes quickly.
  for (let send = 3 + random(30); send < 64; send += 1 + random(8)) words[udp.sendsAt + 12 * send + 1] = 0;
}

function detached(): Uint8Array {
  const bytes = new Uint8Array(100);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
}

function bytes(): unknown {
  return pick([
    new Uint8Array(random(3000)),
    new Uint8Array(new SharedArrayBuffer(3000), 7),
    detached(),
    words,
    null,
    'text',
    new DataView(udp.arena),
  ]);
}

function lengths(): unknown {
  const values = Int32Array.from({ length: random(6) }, () => pick([0, 1, 100, 100, random(1500), wild()]));
  return pick([values, values, values, new Float32Array(4), [1, 2], undefined]);
}

/** Half of them are right. */
function arrays(): unknown {
  if (random(2) === 0) return Array.from({ length: 6 }, (_, index) => (index % 2 === 0 ? GOOD : GOOD_LENGTHS));
  const result: unknown[] = [];
  for (let index = 0; index < 3; index++) result.push(bytes(), lengths());
  if (random(50) > 0) return pick([result, result, result, {}, new Proxy(result, {}), null]);
  // A getter that detaches what was listed before.
  const victim = new Uint8Array(1000);
  result[0] = victim;
  Object.defineProperty(result, 3, {
    get: () => {
      structuredClone(victim.buffer, { transfer: [victim.buffer] });
      for (const id of ids) if (random(3) === 0) udp.close(id);
      return Int32Array.of(1);
    },
  });
  return result;
}

const id = (): unknown =>
  random(8) === 0 ? pick([-1, 0, 1.5, Number.NaN, 2 ** 53, '1', undefined, {}, 2 ** 40, wild()]) : pick([...ids, 1]);

function callback(): unknown {
  return pick([
    () => events++,
    () => {
      events++;
      if (random(4) === 0) udp.close(Number(pick([...ids, 1])));
      if (random(20) === 0) throw new Error('of a callback');
    },
    undefined,
    {},
  ]);
}

const argumentsOf: Readonly<Record<(typeof names)[number], () => unknown[]>> = {
  open: () => [callback()],
  connect: () => [id()],
  address: () => [id()],
  send: () => [id(), arrays(), pick([1, 2, 3, 3, 3, 64, wild(), 'x'])],
  close: () => [random(4) === 0 ? id() : -1],
  reference: () => [id(), pick([true, false, 1, undefined])],
  counters: () => [id(), pick([new Float64Array(18), new Float64Array(17), new Float32Array(18), null])],
  interfaceIndex: () => [pick(['lo', '', 'x'.repeat(100), 'a\0b', 7])],
  interfaceName: () => [pick([0, 1, 99_999, -1, 2 ** 33, 'lo'])],
};

const calls = Number(process.argv[2]);
for (let call = 0; call < calls; call++) {
  const name = pick(names);
  scribble();
  // Most sockets have a port of their own.
  if (name === 'open' && random(8) > 0) words[udp.sendsAt + 5] = 0;
  try {
    const result = (udp[name] as (...args: unknown[]) => unknown)(...argumentsOf[name]());
    returned++;
    if (name === 'open') {
      ids.push(result as number);
      udp.address(result as number);
      ports.unshift(words[udp.sendsAt + 5] as number);
      ports.length = Math.min(ports.length, 10);
    }
  } catch {
    thrown++;
  }
  if (ids.length > 20) udp.close(ids.splice(random(ids.length), 1)[0] as number);
  if (call % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
}
for (const open of ids) udp.close(open);
process.stdout.write(JSON.stringify({ calls, returned, thrown, uncaught, events }));
