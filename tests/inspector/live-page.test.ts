import test from 'ava';
import { traceOfRecording } from '../../inspector/trace-of-recording.ts';
import { peerTest } from '../peers.ts';
import { ChromiumUnderTest } from './chromium.ts';
import { clippedContent } from './clipped-content.ts';
import { LiveServer } from './live-server.ts';
import { charts, recording } from './recorded-handshake.ts';

const chromium = new ChromiumUnderTest();
const server = new LiveServer(charts);
test.after.always(async () => {
  await chromium.close();
  await server.stop();
});

/** The trace of the client alone, as the inspector of one process sends it. */
const [header = '', ...records] = traceOfRecording(charts, recording).trim().split('\n');
const own = records
  .filter((line) => JSON.parse(line).connection === 'client')
  .map((line) => line.replace(',"peer":"server"', ''));
const listed = { connection: 'client', role: 'client', remote: '127.0.0.1:4433', state: 'WAIT_SH', open: true };

peerTest('chromium', 'the page follows a live handshake, pauses, and goes back to the newest step', async (t) => {
  await server.start();
  const { page, requests, messages } = await chromium.open(server.url, { viewport: { width: 1280, height: 800 } });
  await page.locator('[data-show="status"]', { hasText: 'live, no connection yet' }).waitFor();
  server.sendConnections([listed]);
  await page.locator('[data-watch="client"]').waitFor();
  server.send('client', header, ...own.slice(0, 20));
  const step = page.locator('[data-show="step"]');
  const total = page.locator('[data-show="steps"]');
  await page.locator('.sequence .datagram').first().waitFor();
  t.is(await page.textContent('h1'), recording.title);
  t.is(await step.textContent(), await total.textContent());
  t.deepEqual(await clippedContent(page), []);

  await page.keyboard.press('Home');
  const before = (await total.textContent()) ?? '';
  server.send('client', ...own.slice(20));
  await total.filter({ hasNotText: new RegExp(`^${before}$`) }).waitFor();
  t.is(await step.textContent(), '0');
  await page.click('[data-do="live"]');
  t.is(await step.textContent(), await total.textContent());
  t.is(await page.textContent('[data-machine="client"] .state'), 'CLOSED');
  server.sendCounters({ handshakes: 3 });
  await page.locator('.endpoint', { hasText: 'handshakes' }).waitFor();
  t.true(
    requests.every((url) => url.startsWith(server.url)),
    requests.join('\n'),
  );
  t.deepEqual(messages, []);
});

peerTest('chromium', 'the list of connections is filtered, and another one is watched', async (t) => {
  const { page } = await chromium.open(server.url, { viewport: { width: 1280, height: 800 } });
  const other = { connection: '2', role: 'server', remote: '192.0.2.7:9', state: 'CONNECTED', open: true };
  server.send('2', header, JSON.stringify({ type: 'event', time: 0, connection: '2', name: 'n', text: 'the other' }));
  server.sendConnections([listed, other]);
  await page.locator('[data-watch="2"]').waitFor();
  await page.fill('[data-filter="connections"]', '192.0.2');
  t.is(await page.locator('[data-watch]').count(), 1);
  await page.click('[data-watch="2"]');
  await page.locator('.sequence', { hasText: 'the other' }).waitFor();
  t.is(await page.getAttribute('[data-watch="2"]', 'aria-current'), 'true');
});

peerTest('chromium', 'a server that is gone is said, and watched again when it is back', async (t) => {
  const { page } = await chromium.open(server.url, { viewport: { width: 390, height: 844 } });
  await page.locator('.sequence .row').first().waitFor();
  await server.stop();
  await page.locator('[data-show="status"]', { hasText: 'the server does not answer, trying again' }).waitFor();
  t.deepEqual(await clippedContent(page), []);
  t.true((await page.locator('.sequence .row').count()) > 0, 'what was received stays');
  await server.start();
  server.send(
    'client',
    JSON.stringify({ type: 'event', time: 1e6, connection: 'client', name: 'n', text: 'back again' }),
  );
  await page.locator('.sequence', { hasText: 'back again' }).waitFor();
  t.is(await page.textContent('[data-show="status"]'), 'live');
});
