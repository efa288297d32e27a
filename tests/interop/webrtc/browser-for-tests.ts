import test from 'ava';
import { Browser, type Launcher } from './browser.ts';

/** Gives the one browser of a test file: started by the first test that asks, closed after the last. */
export function browserForTests(launcher: Launcher): () => Promise<Browser> {
  let browser: Promise<Browser> | undefined;
  test.after.always(async () => {
    await (await browser)?.close();
  });
  return () => {
    browser ??= Browser.launch(launcher);
    return browser;
  };
}
