import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test from 'ava';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { renderStaticPage } from '../../inspector/index.ts';
import { replay } from '../../inspector/replay.ts';
import { chromiumExecutable } from '../peer-programs.ts';
import { peerTest } from '../peers.ts';
import { clippedContent } from './clipped-content.ts';
import { hostile, hostilePage } from './hostile-recording.ts';
import { charts, recording } from './recorded-handshake.ts';

const folder = mkdtempSync(join(tmpdir(), 'wirechart-inspector-'));
let browser: Browser | undefined;

test.after.always(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Rectangle {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Opened {
  readonly page: Page;
  /** URLs that the page requested. */
  readonly requests: string[];
  /** Console messages and uncaught errors. */
  readonly messages: string[];
}

async function open(
  name: string,
  html: Promise<string>,
  options: BrowserContextOptions = {},
  hash = '',
): Promise<Opened> {
  browser ??= await chromium.launch({
    executablePath: chromiumExecutable() ?? 'chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const file = join(folder, `${name}.html`);
  writeFileSync(file, await html);
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const requests: string[] = [];
  const messages: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => messages.push(message.text()));
  page.on('pageerror', (error) => messages.push(error.message));
  await page.goto(pathToFileURL(file).href + hash);
  return { page, requests, messages };
}

const html = renderStaticPage({ charts, recording });

/** Waits until the page has been laid out, because a chart is resized in a ResizeObserver when it becomes visible. */
function nextFrame(page: Page): Promise<unknown> {
  return page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
}

/** Paths of the highlighted states, for each machine. */
function currentStates(page: Page): Promise<(string | null)[][]> {
  return page.$$eval('[data-pane]', (panes) =>
    panes.map((pane) => [...pane.querySelectorAll('svg .is-current')].map((state) => state.getAttribute('data-state'))),
  );
}

peerTest('chromium', 'each step of a recorded handshake highlights the active states, up to CONNECTED', async (t) => {
  const { page, requests, messages } = await open('steps', html);
  const { machines, transitions } = replay(charts, recording);
  const expected = machines.map(({ initial }) => initial);
  t.deepEqual(await currentStates(page), expected);
  for (const [index, transition] of transitions.entries()) {
    await page.keyboard.press('ArrowRight');
    if (transition !== undefined) expected[transition.machine] = transition.active;
    t.deepEqual(await currentStates(page), expected, `after step ${index + 1}`);
    t.is(await page.textContent('[data-show="step"]'), String(index + 1));
    t.is(await page.locator('.sequence .is-now').getAttribute('data-step'), String(index + 1));
    if (transition !== undefined) {
      const highlighted = page.locator(`[data-pane="${transition.machine}"] .is-last.is-now`);
      const edges = await highlighted.evaluateAll((all) =>
        all.map((one) => one.getAttribute('data-edge') ?? one.getAttribute('data-edges') ?? ''),
      );
      t.true(edges.length > 0 && edges.every((list) => list.split(' ').includes(String(transition.index))));
    }
  }
  for (const [index, { peer, machine }] of machines.entries()) {
    if (machine !== peer) continue;
    t.true(
      transitions.some((transition) => transition?.machine === index && transition.active.includes('CONNECTED')),
      peer,
    );
  }
  await page.keyboard.press('ArrowLeft');
  t.is(await page.textContent('[data-show="step"]'), String(transitions.length - 1));
  await page.keyboard.press('Home');
  t.deepEqual(
    await currentStates(page),
    machines.map(({ initial }) => initial),
  );
  t.deepEqual(requests, [pathToFileURL(join(folder, 'steps.html')).href]);
  t.deepEqual(messages, []);
});

peerTest('chromium', 'labels of a chart do not overlap other labels or states in the browser', async (t) => {
  const { page } = await open('labels', html, { viewport: { width: 1600, height: 1000 } }, '#24');
  for (const panel of ['0', '1', '2', '3']) {
    await page.click(`[data-tab="${panel}"]`);
    await page.click(`[data-panel="${panel}"] [data-zoom="full"]`);
    const found = await page.$eval(`[data-pane="${panel}"]`, (pane) => {
      const rectangle = (element: typeof pane): Rectangle => {
        const { left, right, top, bottom } = element.getBoundingClientRect();
        return { left, right, top, bottom };
      };
      // A tolerance of half a pixel for rounding.
      const overlap = (a: Rectangle, b: Rectangle): boolean =>
        a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;
      const labels = [...pane.querySelectorAll('svg text')].map((text) => ({
        text,
        at: rectangle(text),
        state: text.closest('.wc-state'),
      }));
      const boxes = [...pane.querySelectorAll('.wc-state:not(.wc-compound, .wc-parallel, .wc-region) > .wc-box')].map(
        (box) => ({
          box,
          at: rectangle(box),
          state: box.closest('.wc-state'),
        }),
      );
      const collisions: string[] = [];
      for (const [index, label] of labels.entries()) {
        for (const other of labels.slice(index + 1)) {
          if (overlap(label.at, other.at)) collisions.push(`${label.text.textContent} on ${other.text.textContent}`);
        }
        for (const { at, state } of boxes) {
          if (state !== label.state && overlap(label.at, at)) {
            collisions.push(`${label.text.textContent} on ${state?.getAttribute('data-state')}`);
          }
        }
        const own = boxes.find(({ state }) => state === label.state)?.at;
        if (own !== undefined && (label.at.left < own.left || label.at.right > own.right)) {
          collisions.push(`${label.text.textContent} is wider than its box`);
        }
      }
      return { collisions, labels: labels.length, visible: labels.every(({ at }) => at.right > at.left) };
    });
    t.deepEqual(found.collisions, []);
    t.true(found.labels > 20 && found.visible);
  }
});

for (const width of [1280, 1600]) {
  peerTest('chromium', `at ${width} pixels the charts and the sequence of steps are in three columns`, async (t) => {
    const { page } = await open(`wide-${width}`, html, { viewport: { width, height: 800 } }, '#33');
    const columns = await page.$$eval('.stage > *', (all) => all.map((one) => one.getBoundingClientRect().toJSON()));
    t.is(columns.length, 3);
    t.is(new Set(columns.map(({ top }) => top)).size, 1);
    t.true(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth'));
    const seen = await page.$$eval('.panel:not([hidden]) [data-pane]', (panes) =>
      panes.map((pane) => {
        const outer = pane.getBoundingClientRect();
        const inner = pane.querySelector('.is-current > .wc-box')?.getBoundingClientRect();
        return inner !== undefined && inner.top >= outer.top && inner.bottom <= outer.bottom;
      }),
    );
    t.deepEqual(seen, [true, true]);
  });
}

for (const [width, height] of [
  [390, 844],
  [1280, 800],
] as const) {
  peerTest('chromium', `at ${width} pixels no content is clipped, at any step and in every chart`, async (t) => {
    const { page } = await open(`fit-${width}`, html, { viewport: { width, height } });
    for (let step = 0; step <= recording.steps.length; step++) {
      t.deepEqual(await clippedContent(page), [], `step ${step}`);
      await page.keyboard.press('ArrowRight');
    }
    for (const panel of await page.$$eval('[data-tab]', (tabs) => tabs.map((tab) => tab.getAttribute('data-tab')))) {
      await page.click(`[data-tab="${panel}"]`);
      await nextFrame(page);
      t.deepEqual(await clippedContent(page), [], `chart ${panel}`);
      await page.click(`[data-panel="${panel}"] [data-zoom="full"]`);
      await page.click(`[data-panel="${panel}"] summary`);
      t.deepEqual(await clippedContent(page, false), [], `table ${panel}`);
      await page.click(`[data-panel="${panel}"] [data-zoom="width"]`);
      await page.click(`[data-panel="${panel}"] summary`);
    }
  });
}

peerTest('chromium', 'at 390 pixels the slider is wider than 300 pixels', async (t) => {
  const { page } = await open('seek', html, { viewport: { width: 390, height: 844 } });
  t.true((await page.$eval('.playback input', (bar) => bar.getBoundingClientRect().width)) > 300);
});

peerTest('chromium', 'the charts do not move from step to step', async (t) => {
  const { page } = await open('still', html, { viewport: { width: 1280, height: 800 } });
  const tops = (): Promise<number[]> =>
    page.$$eval('.panel:not([hidden]) .pane', (panes) => panes.map((pane) => pane.getBoundingClientRect().top));
  const before = await tops();
  for (let step = 0; step < recording.steps.length; step++) {
    await page.keyboard.press('ArrowRight');
    t.deepEqual(await tops(), before, `step ${step + 1}`);
  }
});

peerTest('chromium', 'the page follows the color scheme of the system', async (t) => {
  const backgrounds = async (colorScheme: 'light' | 'dark'): Promise<string[]> => {
    const { page } = await open(colorScheme, html, { colorScheme });
    const color = async (selector: string, property: string): Promise<string> =>
      page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).${property}`);
    return [
      await color('body', 'backgroundColor'),
      await color('.peer', 'backgroundColor'),
      await color('.wc-paper', 'fill'),
    ];
  };
  const brightness = (color: string): number =>
    [...color.matchAll(/\d+/g)].slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
  t.true((await backgrounds('light')).every((color) => brightness(color) > 600));
  t.true((await backgrounds('dark')).every((color) => brightness(color) < 150));
});

peerTest(
  'chromium',
  'playback advances and stops at the last step; playback from the last step restarts',
  async (t) => {
    const { page } = await open('play', html, {}, `#${recording.steps.length - 1}`);
    await page.keyboard.press(' ');
    const play = page.locator('[data-do="play"]');
    t.is(await play.getAttribute('aria-pressed'), 'true');
    await page.locator('[data-show="step"]', { hasText: new RegExp(`^${recording.steps.length}$`) }).waitFor();
    t.is(await play.getAttribute('aria-pressed'), 'false');
    await play.click();
    t.is(await page.textContent('[data-show="step"]'), '0');
    await play.click();
    t.is(await play.getAttribute('aria-pressed'), 'false');
  },
);

peerTest('chromium', 'the slider, the sequence of steps, the tabs, the zoom and the table work', async (t) => {
  const { page, messages } = await open('controls', html);
  await page.locator('.playback input').fill('20');
  t.is(await page.textContent('[data-show="step"]'), '20');
  await page.click('[data-step="9"]');
  t.is(await page.textContent('[data-show="step"]'), '9');

  t.true(await page.isVisible('[data-pane="0"]'));
  await page.click('[data-tab="1"]');
  t.false(await page.isVisible('[data-pane="0"]'));
  t.true(await page.isVisible('[data-pane="1"]'));
  await page.keyboard.press('ArrowLeft');
  t.true(await page.isVisible('[data-pane="0"]'));
  t.is(await page.textContent('[data-show="step"]'), '9');

  const height = (): Promise<number> => page.$eval('[data-pane="0"] svg', (svg) => svg.getBoundingClientRect().height);
  await page.click('[data-panel="0"] [data-zoom="full"]');
  const full = await height();
  await page.click('[data-panel="0"] [data-zoom="whole"]');
  t.true((await height()) < full);
  t.true(await page.$eval('[data-pane="0"]', (pane) => pane.scrollHeight <= pane.clientHeight));

  await page.click('[data-panel="0"] summary');
  const events = await page.$$eval('[data-table="0"] thead th', (all) => all.map((head) => head.textContent?.trim()));
  // The first column contains the states.
  const column = events.indexOf('encryptedExtensions') - 1;
  const cell = page.locator('[data-table="0"] [data-row="WAIT_EE"] td').nth(column);
  await cell.hover();
  t.regex((await page.textContent('[data-description="0"]')) ?? '', /^WAIT_EE, encryptedExtensions\n/);
  const pointed = await page.$$eval('[data-pane="0"] .is-pointed', (all) => all.length);
  t.true(pointed >= 2);
  await page.mouse.move(0, 0);
  t.is(await page.$$eval('[data-pane="0"] .is-pointed', (all) => all.length), 0);
  t.deepEqual(messages, []);
});

peerTest('chromium', 'markup in names, records and texts is shown as text', async (t) => {
  const { page, requests, messages } = await open('hostile', hostilePage());
  await page.keyboard.press('End');
  t.is(await page.evaluate(() => 'executed' in globalThis), false);
  t.is(await page.textContent('h1'), hostile);
  t.is(await page.textContent('[data-step="1"] .line'), hostile);
  t.is(await page.locator('img').count(), 0);
  t.deepEqual(requests, [pathToFileURL(join(folder, 'hostile.html')).href]);
  t.is(messages.length, 1, 'the script in the diagram');
  t.regex(messages[0] ?? '', /violates the following Content Security Policy/);
});
