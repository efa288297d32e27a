import test from 'ava';
import { runChaos } from './chaos.ts';

test('three hundred clients that vanish, restart, answer late or send invalid datagrams leak nothing in a server', async (t) => {
  t.timeout(240_000);
  const seed = Number(process.env['WIRECHART_CHAOS_SEED'] ?? Date.now() % 2 ** 31);
  t.log(`seed ${seed}: npm run chaos -- --sessions 300 --seed ${seed}`);
  const report = await runChaos({ seed, sessions: 300, concurrency: 16, checkpoints: [] });
  if (report.rawDatagrams === undefined) t.log('no datagrams with forged sources: raw sockets are not permitted here');
  t.deepEqual(report.complaints, []);
  t.true(report.sessionsOpened > 50);
  t.true(report.handshakesFailed > 5);
});
