import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import test from 'ava';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { renderStaticPage } from '../../inspector/index.ts';
import { traceOfRecording } from '../../inspector/trace-of-recording.ts';
import { peerTest } from '../peers.ts';
import { ChromiumUnderTest, type OpenedPage } from './chromium.ts';
import { clippedContent } from './clipped-content.ts';
import { hostile, hostilePage } from './hostile-recording.ts';
import { charts, recording } from './recorded-handshake.ts';
import { replayed } from './replayed-recording.ts';

const chromium = new ChromiumUnderTest();
test.after.always(() => chromium.close());

const html = renderStaticPage({ charts, recording });
/** Screenshots to look at. */
const SCREENSHOTS = fileURLToPath(new URL('../../screenshots/inspector/', import.meta.url));
/** The connections of both peers, and the steps of the recording. */
const STEPS = recording.steps.length + 2;

async function open(name: string, options: BrowserContextOptions = {}, hash = '', text = html): Promise<OpenedPage> {
  const file = join(chromium.folder, `${name}.html`);
  writeFileSync(file, await text);
  return chromium.open(pathToFileURL(file).href + hash, options);
}

/** Waits until the page has been laid out: a chart is placed in a ResizeObserver when its canvas changes. */
function nextFrame(page: Page): Promise<unknown> {
  return page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
}

function currentStates(page: Page): Promise<string[]> {
  return page.$$eval('.canvas .is-current', (all) => all.map((state) => state.getAttribute('data-state') ?? ''));
}

peerTest(
  'chromium',
  'each step of a recorded handshake shows the active states and the edge, up to the last',
  async (t) => {
    const { page, requests, messages } = await open('steps');
    const expected = new Map<string, readonly string[]>();
    for (const transition of replayed(charts, recording)) {
      const { peer, machine, active, index } = transition;
      do await page.keyboard.press('ArrowRight');
      while ((await page.locator('.charts .is-now').count()) === 0);
      expected.set(`${peer} ${machine}`, active);
      const items = await page.$$eval('[data-machine]', (all) =>
        all.map((item) => [
          `${item.getAttribute('data-connection')} ${item.getAttribute('data-machine')}`,
          item.querySelector('.state')?.textContent,
        ]),
      );
      for (const [name = '', states] of items) {
        const wanted = expected.get(name);
        if (wanted !== undefined) t.is(states, wanted.join(', '), `${name} after ${peer} ${machine} edge ${index}`);
      }
      if (peer !== 'client' || machine !== 'client') continue;
      t.deepEqual(await currentStates(page), [...active]);
      const marked = await page.$$eval('.canvas .is-last.is-now', (all) =>
        all.map((one) => one.getAttribute('data-edge') ?? one.getAttribute('data-edges') ?? ''),
      );
      t.true(marked.length > 0 && marked.every((list) => list.split(' ').includes(String(index))));
    }
    await page.keyboard.press('End');
    t.is(await page.textContent('[data-show="step"]'), String(STEPS));
    t.deepEqual(await currentStates(page), ['CLOSED']);
    await page.keyboard.press('ArrowLeft');
    t.is(await page.textContent('[data-show="step"]'), String(STEPS - 1));
    await page.keyboard.press('Home');
    t.deepEqual(await currentStates(page), ['START']);
    t.deepEqual(requests, [pathToFileURL(join(chromium.folder, 'steps.html')).href]);
    t.deepEqual(messages, []);
  },
);

peerTest('chromium', 'every chart opens, and its labels do not overlap other labels or states', async (t) => {
  const { page, messages } = await open('labels', { viewport: { width: 1280, height: 800 } });
  for (const { id } of charts) {
    await page.click(`[data-chart="${id}"]`);
    t.is(await page.textContent('[data-show="chart"]'), id);
    await page.click('[data-zoom="full"]');
    const found = await page.$eval('.canvas', (canvas) => {
      const boxOf = (element: typeof canvas) => element.getBoundingClientRect();
      type Box = ReturnType<typeof boxOf>;
      // A tolerance of half a pixel for rounding.
      const overlap = (a: Box, b: Box): boolean =>
        a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;
      const labels = [...canvas.querySelectorAll('svg text')].map((text) => ({
        text: text.textContent,
        at: boxOf(text),
        state: text.closest('.wc-state'),
      }));
      const boxes = [...canvas.querySelectorAll('.wc-state:not(.wc-compound, .wc-parallel, .wc-region) > .wc-box')].map(
        (box) => ({ at: boxOf(box), state: box.closest('.wc-state') }),
      );
      const collisions: string[] = [];
      for (const [index, label] of labels.entries()) {
        for (const other of labels.slice(index + 1))
          if (overlap(label.at, other.at)) collisions.push(`${label.text} on ${other.text}`);
        for (const { at, state } of boxes)
          if (state !== label.state && overlap(label.at, at))
            collisions.push(`${label.text} on ${state?.getAttribute('data-state')}`);
      }
      return { collisions, labels: labels.length };
    });
    t.deepEqual(found.collisions, [], id);
    t.true(found.labels > 5, id);
  }
  t.deepEqual(messages, []);
});

for (const [width, height] of [
  [390, 844],
  [768, 1024],
  [1280, 800],
] as const) {
  for (const colorScheme of ['light', 'dark'] as const) {
    peerTest('chromium', `at ${width} pixels nothing is clipped in any tab, ${colorScheme}`, async (t) => {
      const { page, messages } = await open(`fit-${width}-${colorScheme}`, {
        viewport: { width, height },
        colorScheme,
      });
      for (const tab of ['sequence', 'log', 'state', 'table', 'try']) {
        await page.click(`[data-tab="${tab}"]`);
        for (const step of [0, 20, STEPS]) {
          await page.locator('.transport input').fill(String(step));
          await nextFrame(page);
          t.deepEqual(await clippedContent(page), [], `${tab}, step ${step}`);
          if (step === 20) await page.screenshot({ path: join(SCREENSHOTS, `${width}-${colorScheme}-${tab}.png`) });
        }
      }
      if (width < 1100) await page.click('[data-do="charts"]');
      t.deepEqual(await clippedContent(page), [], 'list of charts');
      await page.click('[data-chart="server"]');
      t.deepEqual(await clippedContent(page), [], 'a chart that is run by hand');
      await page.screenshot({ path: join(SCREENSHOTS, `${width}-${colorScheme}-by-hand.png`) });
      t.true((await page.$eval('.transport input', (bar) => bar.getBoundingClientRect().width)) > 300);
      t.true(await page.evaluate<boolean>('document.documentElement.scrollHeight <= innerHeight'));
      t.deepEqual(messages, []);
    });
  }
}

peerTest('chromium', 'the page follows the color scheme of the system, and the switch overrides it', async (t) => {
  const colors = (page: Page): Promise<string[]> =>
    page.evaluate(
      `[['body', 'backgroundColor'], ['.side', 'backgroundColor'], ['.canvas .wc-paper', 'fill']].map(([selector, name]) => getComputedStyle(document.querySelector(selector))[name])`,
    );
  const brightness = (color: string): number =>
    [...color.matchAll(/\d+/g)].slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
  const { page } = await open('scheme', { colorScheme: 'dark' });
  t.true((await colors(page)).every((color) => brightness(color) < 150));
  await page.click('[data-do="theme"]');
  t.true(
    (await colors(page)).every((color) => brightness(color) > 600),
    'light',
  );
  await page.click('[data-do="theme"]');
  t.true(
    (await colors(page)).every((color) => brightness(color) < 150),
    'dark',
  );
});

peerTest(
  'chromium',
  'playback advances and stops at the last step; playback from the last step restarts',
  async (t) => {
    const { page } = await open('play', {}, `#${STEPS - 1}`);
    await page.keyboard.press(' ');
    const play = page.locator('[data-do="play"]');
    t.is(await play.getAttribute('aria-pressed'), 'true');
    await page.locator('[data-show="step"]', { hasText: new RegExp(`^${STEPS}$`) }).waitFor();
    t.is(await play.getAttribute('aria-pressed'), 'false');
    await play.click();
    t.is(await page.textContent('[data-show="step"]'), '0');
    await play.click();
    t.is(await play.getAttribute('aria-pressed'), 'false');
  },
);

peerTest('chromium', 'the slider, the diagram, the log, the tabs, the zoom and the table work', async (t) => {
  const { page, messages } = await open('controls', { viewport: { width: 1280, height: 800 } });
  await page.locator('.transport input').fill('20');
  t.is(await page.textContent('[data-show="step"]'), '20');
  await page.click('.sequence [data-step="9"]');
  t.is(await page.textContent('[data-show="step"]'), '9');

  await page.click('[data-tab="sequence"]');
  await page.keyboard.press('ArrowRight');
  t.true(await page.isVisible('#panel-log'));
  t.is(await page.textContent('[data-show="step"]'), '9');
  await page.fill('[data-filter="log"]', 'clienthello');
  const lines = await page.$$eval('.log li', (all) => all.map((line) => line.textContent ?? ''));
  t.true(lines.length > 0 && lines.every((line) => /client_?hello/i.test(line)), lines.join('\n'));
  await page.locator('.log li').first().click();
  t.not(await page.textContent('[data-show="step"]'), '9');

  await page.click('[data-machine="client"][data-connection="client"]');
  const scale = (): Promise<string | null> => page.textContent('[data-show="zoom"]');
  await page.click('[data-zoom="full"]');
  t.is(await scale(), '100 %');
  await page.locator('.canvas').press('0');
  const [outer, inner] = await page.$eval('.canvas', (canvas) =>
    [canvas, canvas.querySelector('svg')].map((each) => each?.getBoundingClientRect().height ?? 0),
  );
  t.true((inner ?? 0) <= (outer ?? 0));
  await page.keyboard.press('+');
  t.not(await scale(), '100 %');

  await page.click('[data-tab="table"]');
  const cell = page.locator('[data-row="WAIT_EE"] [data-column="encryptedExtensions"]');
  await cell.hover();
  t.regex((await page.textContent('.description')) ?? '', /^WAIT_EE, encryptedExtensions/);
  t.true((await page.locator('.canvas .is-pointed').count()) >= 2);
  await page.mouse.move(0, 0);
  t.is(await page.locator('.canvas .is-pointed').count(), 0);
  t.deepEqual(messages, []);
});

peerTest('chromium', 'a chart that is not connected asks its guards and shows what an event does', async (t) => {
  const { page, messages } = await open('try', { viewport: { width: 1280, height: 800 } });
  await page.click('[data-chart="flight"]');
  t.regex((await page.textContent('.question')) ?? '', /sendsFirst/);
  await page.click('.question button:has-text("true")');
  t.deepEqual(await currentStates(page), ['PREPARING']);
  await page.click('[data-fire="buffered"]');
  t.deepEqual(await currentStates(page), ['SENDING']);
  t.regex((await page.textContent('.fired')) ?? '', /leaves PREPARING.*entry \/ transmitFlight.*enters SENDING/);
  await page.click('[data-fire="ackComplete"]');
  await page.click('.question button:has-text("false")');
  t.deepEqual(await currentStates(page), ['WAITING.ACKED']);
  await page.click('button:has-text("Undo")');
  t.deepEqual(await currentStates(page), ['SENDING']);
  t.deepEqual(messages, []);
});

peerTest('chromium', 'a trace file opens; one that is wrong is named with its line and changes nothing', async (t) => {
  const { page, messages } = await open('file');
  const choose = (name: string, text: string): Promise<void> =>
    page.setInputFiles('[data-choose="file"]', { name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  const trace = traceOfRecording(charts, { ...recording, title: 'from a file' });
  await choose('wrong.trace.jsonl', `${trace.split('\n').slice(0, 4).join('\n')}\n{"type":"event","time":"now"}\n`);
  await page.locator('.alert').waitFor();
  t.is(await page.textContent('[data-show="alert"]'), 'wrong.trace.jsonl, line 5: time: expected a number from 0');
  t.is(await page.textContent('h1'), recording.title);
  await choose('right.trace.jsonl', trace);
  await page.locator('h1', { hasText: 'from a file' }).waitFor();
  t.false(await page.isVisible('.alert'));
  t.is(await page.textContent('[data-show="status"]'), 'right.trace.jsonl');
  await page.keyboard.press('End');
  t.is(await page.textContent('[data-show="step"]'), String(STEPS));
  t.deepEqual(messages, []);
});

peerTest('chromium', 'a file of 100 000 records is scrubbed with a bounded number of rows', async (t) => {
  const { page, messages } = await open('many');
  const lines = Array.from({ length: 100_000 }, (_, time) =>
    JSON.stringify({ type: 'event', time, connection: 'a', name: 'message', text: `message ${time}`, tone: 'plain' }),
  );
  const buffer = Buffer.from(`{"type":"trace","version":1,"title":"many"}\n${lines.join('\n')}\n`);
  await page.setInputFiles('[data-choose="file"]', { name: 'many.jsonl', mimeType: 'text/plain', buffer });
  await page.locator('h1', { hasText: 'many' }).waitFor();
  for (const position of [100_000, 50_000, 1]) {
    await page.locator('.transport input').fill(String(position));
    t.regex((await page.textContent('.sequence .is-now')) ?? '', new RegExp(`message ${position - 1}$`));
    t.true((await page.locator('.sequence li').count()) <= 400);
  }
  t.deepEqual(messages, []);
});

peerTest('chromium', 'markup in names, records and texts is shown as text', async (t) => {
  const { page, requests, messages } = await open('hostile', {}, '', hostilePage());
  await page.keyboard.press('End');
  for (const tab of ['log', 'state', 'table', 'try', 'sequence']) await page.click(`[data-tab="${tab}"]`);
  t.is(await page.evaluate(() => 'executed' in globalThis), false);
  t.is(await page.textContent('h1'), hostile);
  t.true((await page.textContent('.sequence'))?.includes(hostile));
  t.is(await page.locator('img, .canvas script').count(), 0);
  t.deepEqual(requests, [pathToFileURL(join(chromium.folder, 'hostile.html')).href]);
  t.deepEqual(messages, []);
});
