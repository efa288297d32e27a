import test from 'ava';
import { Absence } from '../../bench/absence.ts';
import { type GameReport, GameSide, type Receive } from '../../bench/games/game-side.ts';
import { gameResult, gameRound } from '../../bench/games/games.ts';
import { Latencies } from '../../bench/games/latencies.ts';
import { gameArguments, parseGameArguments } from '../../bench/games/settings.ts';
import { isPassed } from '../../bench/result.ts';

const settings = { connections: 4, rate: 60, size: 100, warmUp: 20, duration: 100 };

test('the arguments of a side are read as they were written', (t) => {
  const words = gameArguments('client', 4433, settings);
  t.deepEqual(parseGameArguments(words), { role: 'client', port: 4433, settings, mode: undefined });
  t.is(parseGameArguments([...words, 'native']).mode, 'native');
  t.throws(() => parseGameArguments(['receiver', ...words.slice(1)]), { message: /^usage/ });
  t.throws(() => parseGameArguments(words.slice(0, -1)), { message: /^usage/ });
  t.throws(() => parseGameArguments(words.with(2, 'x')), { message: /^usage/ });
});

test('quantiles of latencies are within 2 % of the exact ones', (t) => {
  const latencies = new Latencies();
  for (let value = 1; value <= 10_000; value++) latencies.record(value / 100);
  for (const part of [0.01, 0.5, 0.99, 0.999]) {
    const exact = part * 100;
    t.true(Math.abs(latencies.quantile(part) - exact) <= 0.02 * exact, `${part}: ${latencies.quantile(part)}`);
  }
  t.is(latencies.quantile(1), 100);
  t.is(latencies.max, 100);
  t.is(new Latencies().quantile(0.5), Number.NaN);
});

test('distributions are added after a way through JSON', (t) => {
  const [low, high] = [new Latencies(), new Latencies()];
  for (let count = 0; count < 99; count++) low.record(-1);
  high.record(50);
  low.add(JSON.parse(JSON.stringify(high)));
  t.is(low.count, 100);
  t.is(low.max, 50);
  t.true(low.quantile(0.99) < 0.02);
  t.is(low.quantile(0.995), 50);
});

/** A side whose messages go to `send`, with its function for received ones of each connection. */
function side(role: 'client' | 'server', send: (connection: number, message: Buffer) => void) {
  const own = new GameSide(role, settings);
  const receive = Array.from({ length: settings.connections }, (_, index) =>
    own.add((message) => send(index, message)),
  );
  return { own, receive };
}

test('two sides send at their rate, and receive what the other one sent', async (t) => {
  const { monotonicNow } = await import('../../bench/games/game-side.ts');
  let toServer: readonly Receive[] = [];
  const client = side('client', (index, message) => toServer[index]?.(message, 0, message.length));
  const server = side('server', (index, message) => client.receive[index]?.(message, 0, message.length));
  toServer = server.receive;
  const start = monotonicNow() + 5;
  const reports = await Promise.all([client.own.run(start), server.own.run(start)]);
  for (const { due, received, pause } of reports) {
    t.is(due, 24);
    t.true(received > 0 && received <= 25, `${received}`);
    t.true(pause > 0);
  }
});

test('a message that is wrong, repeated or of another connection is refused', async (t) => {
  const { monotonicNow } = await import('../../bench/games/game-side.ts');
  const messages: Buffer[] = [];
  const client = side('client', (index, message) => {
    if (index === 0) messages.push(Buffer.from(message));
  });
  await client.own.run(monotonicNow());
  const [first, second] = messages as [Buffer, Buffer];
  const { receive } = side('server', () => {});
  const [a, b] = receive as [Receive, Receive];
  a(first, 0, first.length);
  t.throws(() => a(first, 0, first.length), { message: 'message 0 after message 0' });
  t.throws(() => a(second, 0, second.length - 1), { message: /99 bytes/ });
  const changed = Buffer.from(second);
  changed[50] = (changed[50] ?? 0) ^ 1;
  t.throws(() => b(changed, 0, changed.length), { message: /wrong bytes/ });
  const other = Buffer.from(second);
  other.writeUInt32LE(3, 0);
  t.throws(() => a(other, 0, other.length), { message: 'a message for connection 3' });
});

function report(latency: number, received: number): GameReport {
  const latencies = new Latencies();
  for (let count = 0; count < received; count++) latencies.record(latency);
  return { due: 100, received, latencies: latencies.toJSON(), pause: latency * 2, cpu: 0.5 };
}

test('a round has the latencies of both directions, and the part that was lost', (t) => {
  const round = gameRound(report(1, 100), report(8, 50));
  t.true(Math.abs(round.p50 - 1) < 0.02);
  t.is(round.p999, 8);
  t.deepEqual([round.max, round.pause, round.lost], [8, 16, 0.25]);
  t.throws(() => gameRound(report(1, 0), report(1, 0)), { instanceOf: Absence, message: /^none of 200 messages/ });
});

test('the added latency is that of ours less that of node:dgram, round by round', (t) => {
  const rounds = (values: readonly number[]) =>
    values.map((value) => gameRound(report(value, 100), report(value, 100)));
  const result = gameResult(
    settings,
    [
      { contender: { key: 'oursNative', name: 'ours', added: 'native' }, rounds: rounds([6, 9, 30]) },
      { contender: { key: 'dgram', name: 'plain' }, rounds: rounds([1, 2, 28]) },
    ],
    [],
  );
  t.deepEqual(result.ratios, { nativeAddedP50Ms: 5, nativeAddedP99Ms: 5, nativeAddedP999Ms: 5 });
  t.deepEqual(result.gates.map(isPassed), [true]);
  t.is(result.rows[0]?.median, 9);
});
