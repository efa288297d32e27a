import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { run, temporaryFolder } from './run-cli.ts';

test('inspect writes one self-contained page with both peers', async (t) => {
  const page = join(temporaryFolder(t), 'page.html');
  const { code, stderr } = await run(t, ['inspect', '--static', page]);
  t.is(code, 0);
  t.regex(stderr, /^wrote .*page\.html: \d+ steps/);
  const html = readFileSync(page, 'utf8');
  t.regex(html, /^<!doctype html>/i);
  t.regex(html, /no loss/);
  t.notRegex(html, /\b(src|href)="https?:/);
});

test('the page shows updates of the keys and changes of the address', async (t) => {
  const page = join(temporaryFolder(t), 'page.html');
  const args = ['inspect', '--static', page, '--key-updates'];
  const { code } = await run(t, [...args, '1', '--migrations', '1']);
  t.is(code, 0);
  const html = readFileSync(page, 'utf8');
  for (const text of ['epoch 3: key_update', 'path_challenge', 'new keys for sending: epoch 4'])
    t.true(html.includes(text));
  const many = await run(t, [...args, '101']);
  t.deepEqual([many.code, many.stderr], [2, 'wirechart-generator: --key-updates: the maximum is 100\n']);
});

test('the page shows the loss, and the same seed gives the same page', async (t) => {
  const folder = temporaryFolder(t);
  const [a, b] = [join(folder, 'a.html'), join(folder, 'b.html')];
  for (const page of [a, b]) await run(t, ['inspect', '--static', page, '--loss', '0.3', '--seed', '3']);
  t.is(readFileSync(a, 'utf8'), readFileSync(b, 'utf8'));
  t.regex(readFileSync(a, 'utf8'), /30 % lost/);
});

test('the page shows tickets, early data and the authentication of the client', async (t) => {
  const page = join(temporaryFolder(t), 'page.html');
  const args = ['inspect', '--static', page];
  const { code, stderr } = await run(t, [...args, '--resume', '--early-data', '1', '--client-authentication']);
  t.is(code, 0, stderr);
  const html = readFileSync(page, 'utf8');
  for (const text of ['new_session_ticket', 'early data accepted', 'the client is authenticated', 'sessionTicket'])
    t.true(html.includes(text), text);
});

test('the page shows a pre-shared key, and options that exclude each other are refused', async (t) => {
  const page = join(temporaryFolder(t), 'page.html');
  const args = ['inspect', '--static', page];
  t.is((await run(t, [...args, '--psk', 'psk_ke'])).code, 0);
  t.regex(readFileSync(page, 'utf8'), /no key exchange, pre-shared key/);
  const misuses = [
    [['--psk', '--resume'], '--resume: excludes --psk'],
    [['--psk', '--client-authentication'], '--client-authentication: excludes --psk'],
    [['--early-data', '1'], '--early-data: needs --resume'],
    [['--resume', '--early-data', '101'], '--early-data: the maximum is 100'],
  ] as const;
  for (const [flags, message] of misuses) {
    const { code, stderr } = await run(t, [...args, ...flags]);
    t.deepEqual([code, stderr], [2, `wirechart-generator: ${message}\n`]);
  }
});
