import test from 'ava';
import { type HandshakeFloodOptions, runHandshakeFlood } from './handshake-flood.ts';

const scenarios: readonly (readonly [title: string, options: HandshakeFloodOptions])[] = [
  ['one address with valid cookies', { attackers: 1, legitimateSources: 500, beginning: 500 }],
  ['64 addresses with valid cookies', { attackers: 64, legitimateSources: 500, beginning: 500 }],
  ['64 such addresses, all at once', { attackers: 64, legitimateSources: 500, beginning: 0 }],
  ['64 such addresses, from behind 25 NATs', { attackers: 64, legitimateSources: 25, beginning: 500 }],
];

for (const [title, options] of scenarios) {
  test.serial(
    `20,000 datagrams a second from each of ${title}, do not prevent 500 legitimate clients from connecting`,
    (t) => {
      const startedAt = process.cpuUsage();
      const { elapsed, server, datagrams } = runHandshakeFlood(options);
      const { user } = process.cpuUsage(startedAt);
      const { handshakesEvicted, discarded } = server.endpoint.statistics;
      const sorted = elapsed.toSorted((a, b) => a - b);
      t.log(`${datagrams} datagrams of attackers, ${Math.round(user / 1000)} ms of CPU`);
      t.log(`${handshakesEvicted} handshakes evicted, ${discarded.noRoom} ClientHellos dropped`);
      t.log(`milliseconds: median ${sorted[250]}, 99 % ${sorted[494]}, most ${sorted[499]}`);
      t.is(elapsed.length, 500);
      t.true(elapsed.filter((milliseconds) => milliseconds <= 3000).length >= 495);
      t.true(handshakesEvicted > 0, 'the flood filled every slot');
    },
  );
}
