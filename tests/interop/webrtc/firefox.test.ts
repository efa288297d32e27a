import test from 'ava';
import { declareServerTests } from './as-server.ts';
import { Browser } from './browser.ts';
import { firefox } from './launchers.ts';

let browser: Promise<Browser> | undefined;
const running = (): Promise<Browser> => {
  browser ??= Browser.launch(firefox());
  return browser;
};

test.after.always(async () => {
  await (await browser)?.close();
});

declareServerTests('firefox', running);
