import test from 'ava';
import fc from 'fast-check';
import { createPortableProvider } from '../../../runtime/crypto/portable/index.ts';
import { KeyLog, TrafficDissection } from '../../../runtime/dtls13/index.ts';
import { type RecordedLife, recordLife } from './recorded-life.ts';

const provider = createPortableProvider();

const lives: readonly RecordedLife[] = [
  recordLife(),
  recordLife({ idLength: { client: 1, server: 2 }, endpoint: { recordHeader: 'minimal' } }),
];

/** One change of a recorded capture. */
type Change =
  | { readonly kind: 'byte'; readonly index: number; readonly at: number; readonly value: number }
  | { readonly kind: 'cut'; readonly index: number; readonly at: number }
  | { readonly kind: 'repeat'; readonly index: number; readonly after: number }
  | { readonly kind: 'join'; readonly index: number; readonly other: number }
  | { readonly kind: 'readdress'; readonly index: number; readonly from: string };

const index = fc.nat(80);
const change: fc.Arbitrary<Change> = fc.oneof(
  // The first bytes decide how a datagram is split.
  fc.record({
    kind: fc.constant('byte' as const),
    index,
    at: fc.oneof(fc.nat(16), fc.nat(1300)),
    value: fc.nat(255),
  }),
  fc.record({ kind: fc.constant('cut' as const), index, at: fc.nat(1300) }),
  fc.record({ kind: fc.constant('repeat' as const), index, after: fc.nat(40) }),
  fc.record({ kind: fc.constant('join' as const), index, other: index }),
  fc.record({
    kind: fc.constant('readdress' as const),
    index,
    from: fc.constantFrom('client', 'server', 'nat', 'x', ''),
  }),
);

interface Sent {
  from: string;
  to: string;
  bytes: Uint8Array;
}

function apply(sent: Sent[], each: Change): void {
  const datagram = sent[each.index];
  if (datagram === undefined) return;
  if (each.kind === 'byte') datagram.bytes[each.at % datagram.bytes.length] = each.value;
  else if (each.kind === 'cut') datagram.bytes = datagram.bytes.slice(0, each.at);
  else if (each.kind === 'repeat')
    sent.splice(each.index + each.after, 0, { ...datagram, bytes: datagram.bytes.slice() });
  else if (each.kind === 'readdress') datagram.from = each.from;
  else datagram.bytes = Uint8Array.of(...datagram.bytes, ...(sent[each.other]?.bytes ?? []));
}

test('a changed capture causes no exception, and its records cover each datagram without gap or overlap', (t) => {
  let opened = 0;
  fc.assert(
    fc.property(fc.nat(1), fc.array(change, { maxLength: 12 }), fc.nat(255), (which, changes, connectionIdLength) => {
      const life = lives[which] as RecordedLife;
      const sent = life.datagrams.map(({ from, to, bytes }) => ({ from, to, bytes: bytes.slice() }));
      for (const each of changes) apply(sent, each);
      const traffic = new TrafficDissection(provider, new KeyLog(life.firstSecrets), { connectionIdLength });
      for (const { from, to, bytes } of sent) {
        const before = bytes.slice();
        const { records } = traffic.dissect(from, to, bytes);
        t.deepEqual(bytes, before);
        let end = 0;
        for (const each of records) {
          if (each.at !== end || each.end <= each.at) t.fail(`a record at ${each.at} after ${end}`);
          end = each.end;
          if (each.isProtected && each.opened !== undefined) opened += 1;
          t.is([each.opened, each.unopened, each.error].filter((one) => one !== undefined).length, 1);
        }
        t.is(end, bytes.length);
      }
    }),
    { numRuns: 60 },
  );
  t.true(opened > 1000, `${opened} records`);
});

test('lost and reordered datagrams close no record of the others for good', (t) => {
  fc.assert(
    fc.property(fc.array(fc.nat(99), { minLength: 100, maxLength: 100 }), (draws) => {
      const life = lives[0] as RecordedLife;
      // The hellos select the keys; a tenth of the others is lost, and a tenth comes one later.
      const order = life.datagrams
        .flatMap((datagram, place) => {
          const draw = place < 6 ? 99 : (draws[place % draws.length] as number);
          return draw < 10 ? [] : [{ datagram, place: draw < 20 ? place + 1.5 : place }];
        })
        .toSorted((a, b) => a.place - b.place);
      const traffic = new TrafficDissection(provider, new KeyLog(life.firstSecrets));
      const reasons = order.flatMap(({ datagram: { from, to, bytes } }) =>
        traffic.dissect(from, to, bytes).records.flatMap(({ unopened }) => unopened ?? []),
      );
      // The ids of lost messages are unknown at new addresses.
      t.true(reasons.every((reason) => ['noClientHello', 'connectionId', 'unauthentic'].includes(reason)));
    }),
    { numRuns: 50 },
  );
});

test('a changed key log causes no exception, and opens nothing with a wrong secret', (t) => {
  const life = lives[0] as RecordedLife;
  const texts = new Set(life.texts);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(4000), fc.nat(255)), { minLength: 1, maxLength: 6 }), (changes) => {
      const log = Buffer.from(life.keyLog.join('\n'), 'latin1');
      for (const [at, value] of changes) log[at % log.length] = value;
      const traffic = new TrafficDissection(provider, new KeyLog(log.toString('latin1')));
      for (const { from, to, bytes } of life.datagrams) {
        for (const { opened } of traffic.dissect(from, to, bytes).records) {
          if (opened?.contentType === 23) t.true(texts.has(new TextDecoder().decode(opened.content)));
        }
      }
    }),
    { numRuns: 40 },
  );
});

test('labels of secrets that exist in no connection are ignored', (t) => {
  const life = lives[0] as RecordedLife;
  const random = life.keyLog[0]?.split(' ')[1] ?? '';
  const secret = '00'.repeat(32);
  const names = ['99999', '65533', '-1', '1e3', '0x1', '00000', 'N', ''].map((each) => `CLIENT_TRAFFIC_SECRET_${each}`);
  const lines = [...names, 'EXPORTER_SECRET', '__proto__', 'constructor'].map((name) => `${name} ${random} ${secret}`);
  const traffic = new TrafficDissection(provider, new KeyLog([...lines, life.firstSecrets].join('\n')));
  const reasons = life.datagrams.flatMap(({ from, to, bytes }) =>
    traffic.dissect(from, to, bytes).records.flatMap(({ unopened }) => unopened ?? []),
  );
  t.deepEqual(reasons, []);
});

test('the effort for a record that no key opens is bounded', (t) => {
  const life = lives[1] as RecordedLife;
  let opens = 0;
  const counting = {
    ...provider,
    aead: (...args: Parameters<typeof provider.aead>) => {
      const inner = provider.aead(...args);
      return {
        ...inner,
        open: (...each: Parameters<typeof inner.open>) => {
          opens += 1;
          return inner.open(...each);
        },
      };
    },
  };
  const traffic = new TrafficDissection(counting, new KeyLog(life.firstSecrets));
  for (const { from, to, bytes } of life.datagrams) traffic.dissect(from, to, bytes);
  const forged = Uint8Array.from({ length: 1200 }, (_, at) => at & 255);
  for (const first of [0b0010_0000, 0b0010_0111, 0b0010_1010, 0b0010_1101]) {
    forged[0] = first;
    opens = 0;
    traffic.dissect('server', 'client', forged);
    t.true(opens <= 14, `${opens} attempts`);
  }
});
