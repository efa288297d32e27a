import { createHash } from 'node:crypto';
import test from 'ava';
import { renderStaticPage } from '../../inspector/index.ts';
import { hostile, hostilePage } from './hostile-recording.ts';
import { charts, recording } from './recorded-handshake.ts';

test('the page has no external references', async (t) => {
  const html = await renderStaticPage({ charts, recording });
  t.false(/\s(?:src|href|srcset|action|data)=/.test(html));
  t.false(/@import|url\(/.test(html));
  t.deepEqual([...new Set([...html.matchAll(/https?:\/\/[^"'\s<]+/g)].map(String))], ['http://www.w3.org/2000/svg']);
});

test('the policy allows only the script and the styles of the page, by their hashes', async (t) => {
  const html = await renderStaticPage({ charts, recording });
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.replaceAll('&#x27;', "'");
  const hash = (text = ''): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const styles = [...html.matchAll(/<style>([^<]*)<\/style>/g)].map(([, text]) => hash(text));
  const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => hash(text));
  t.is(scripts.length, 1);
  t.is(
    policy?.replaceAll('&#x3D;', '='),
    `default-src 'none'; script-src ${scripts[0]}; style-src ${[...new Set(styles)].join(' ')}; base-uri 'none'; form-action 'none'`,
  );
});

test('the same recording gives the same page', async (t) => {
  const once = await renderStaticPage({ charts, recording });
  t.is(await renderStaticPage({ charts, recording }), once);
});

test('the page and the recording do not contain traffic secrets', async (t) => {
  t.false(/SECRET|keylog/i.test(JSON.stringify(recording)));
  t.false(/SECRET|keylog/i.test(await renderStaticPage({ charts, recording })));
});

test('markup in names and texts is escaped', async (t) => {
  const html = await hostilePage();
  // Two of the page and one in the diagram, which the policy blocks.
  t.is(html.match(/<script/g)?.length, 3);
  t.is(html.match(/<\/script/g)?.length, 3);
  t.false(html.includes('<img'));
  const [, json = ''] = /id="data">([^<]*)</.exec(html) ?? [];
  t.true(JSON.parse(json).steps[0].sentence.includes(hostile));
  t.false(json.includes('\u2028'));
});

test('a recording that does not match the charts is refused', async (t) => {
  await t.throwsAsync(renderStaticPage({ charts: [], recording }), { code: 'ERR_WIRECHART_RECORDING' });
});

test('a recording without steps gives a page', async (t) => {
  const html = await renderStaticPage({ charts, recording: { ...recording, steps: [] } });
  t.true(html.includes('<dd>0 ms</dd>'));
});
