import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import test from 'ava';
import { renderStaticPage } from '../../inspector/index.ts';
import { hostile, hostilePage } from './hostile-recording.ts';
import { charts, recording } from './recorded-handshake.ts';

test('the page loads nothing, and its only addresses are those of RFCs and of SVG', async (t) => {
  const html = await renderStaticPage({ charts, recording });
  const [code = ''] = html.split('<script type="application/json"');
  t.false(/<[^>]*\s(?:src|srcset|action)=/.test(code));
  t.false(/@import|url\(/.test(code));
  t.deepEqual([...new Set([...html.matchAll(/https?:\/\/[\w./-]+/g)].map(String))].toSorted(), [
    'http://www.w3.org/2000/svg',
    'https://www.rfc-editor.org/rfc/rfc',
  ]);
});

test('the page without data is smaller than 500 KB', async (t) => {
  t.true((await readFile(new URL('../../inspector/page.html', import.meta.url))).length < 500_000);
});

test('the policy allows only the script and the styles of the page, by their hashes, and requests to its server', async (t) => {
  const html = await renderStaticPage({ charts, recording });
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
  const hash = (text = ''): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const [, style] = /<style>([^<]*)<\/style>\n<\/head>/.exec(html) ?? [];
  const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => hash(text));
  t.is(scripts.length, 1);
  t.is(
    policy,
    `default-src 'none'; script-src ${scripts[0]}; style-src ${hash(style)}; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'`,
  );
});

test('the same recording gives the same page', async (t) => {
  const once = await renderStaticPage({ charts, recording });
  t.is(await renderStaticPage({ charts, recording }), once);
});

test('the page and the recording do not contain traffic secrets', async (t) => {
  t.false(/SECRET|keylog/i.test(JSON.stringify(recording)));
  const [, data = ''] = /id="data">([^<]*)</.exec(await renderStaticPage({ charts, recording })) ?? [];
  t.false(/SECRET|keylog/i.test(data));
});

test('markup in names and texts is escaped', async (t) => {
  const html = await hostilePage();
  const [, json = ''] = /id="data">([^<]*)</.exec(html) ?? [];
  t.true(JSON.parse(json).trace.includes(JSON.stringify(hostile)));
  t.false(json.includes('\u2028'));
  t.is(html.match(/<\/script/g)?.length, 2);
});

test('a recording that does not match the charts is refused', async (t) => {
  await t.throwsAsync(renderStaticPage({ charts: [], recording }), { code: 'ERR_WIRECHART_RECORDING' });
});

test('a recording without steps gives a page', async (t) => {
  const html = await renderStaticPage({ charts, recording: { ...recording, steps: [] } });
  t.true(html.includes('id="data">{'));
});
