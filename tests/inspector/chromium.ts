import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { chromiumExecutable } from '../peer-programs.ts';

/** A page with what it asked for and said. */
export interface OpenedPage {
  readonly page: Page;
  /** URLs that the page requested. */
  readonly requests: string[];
  /** Console messages and uncaught errors. */
  readonly messages: string[];
}

/** One Chromium for the tests of a file, and a folder for its pages. */
export class ChromiumUnderTest {
  readonly folder = mkdtempSync(join(tmpdir(), 'wirechart-inspector-'));
  #browser: Browser | undefined;

  async open(url: string, options: BrowserContextOptions = {}): Promise<OpenedPage> {
    this.#browser ??= await chromium.launch({
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
    const context = await this.#browser.newContext({ reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    const requests: string[] = [];
    const messages: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => messages.push(message.text()));
    page.on('pageerror', (error) => messages.push(error.message));
    await page.goto(url);
    return { page, requests, messages };
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
