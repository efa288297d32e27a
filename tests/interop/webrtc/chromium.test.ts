import test from 'ava';
import { declareServerTests } from './as-server.ts';
import { Browser } from './browser.ts';
import { chromium } from './launchers.ts';

let browser: Promise<Browser> | undefined;
const running = (): Promise<Browser> => {
  browser ??= Browser.launch(chromium());
  return browser;
};

test.after.always(async () => {
  await (await browser)?.close();
});

declareServerTests('chromium', running);
