import { SourceMap } from 'node:module';
import test from 'ava';
import { type CallFrame, type CpuProfile, hottest, sourceMapped } from '../../bench/profile/cpu-profile.ts';
import { flameGraph } from '../../bench/profile/flame-graph.ts';

const frame = (functionName: string, url = ''): CallFrame => {
  return { functionName, scriptId: '0', url, lineNumber: url === '' ? -1 : 9, columnNumber: 0 };
};

const profile: CpuProfile = {
  nodes: [
    { id: 1, callFrame: frame('(root)'), children: [2, 3] },
    { id: 2, callFrame: frame('a', 'file:///p/dist/a.js'), children: [4] },
    { id: 3, callFrame: frame('(idle)') },
    { id: 4, callFrame: frame('<b>', 'node:net') },
  ],
  startTime: 0,
  endTime: 100,
  samples: [2, 4, 3, 2],
  timeDeltas: [0, 10, 30, 50],
};

test('functions are ordered by their own time, with places relative to the project', (t) => {
  t.deepEqual(hottest(profile, '/p/', 3), [
    { name: '(idle)', place: '', self: 50 },
    { name: '<b>', place: 'node:net:10', self: 30 },
    { name: 'a', place: 'dist/a.js:10', self: 10 },
  ]);
});

test('the places of a profile become those of the sources', (t) => {
  // Line 10, column 0 of the script is line 1, column 0 of the source.
  const map = new SourceMap({
    version: 3,
    file: 'a.js',
    sources: ['../src/a.ts'],
    names: [],
    mappings: ';;;;;;;;;AAAA',
  } as unknown as ConstructorParameters<typeof SourceMap>[0]);
  const mapped = sourceMapped(profile, (url) => (url.startsWith('file:') ? map : undefined));
  const [, a, , b] = mapped.nodes;
  t.is(a?.callFrame.url, '/p/src/a.ts');
  t.is(a?.callFrame.lineNumber, 0);
  t.is(b?.callFrame.url, 'node:net');
});

test('a flame graph has the stacks as wide as their time, without idle time', (t) => {
  const text = flameGraph(profile, 'a & b', '/p/');
  t.false(text.includes('(idle)'));
  t.false(text.includes('<b>'));
  t.true(text.includes('<title>a &#38; b</title>'));
  const widths = [...text.matchAll(/<title>([^<]*)<\/title>\n<rect x="[\d.]+" y="\d+" width="([\d.]+)"/g)];
  t.deepEqual(
    widths.map(([, title, width]) => [title?.split(':')[0], Math.round(Number(width))]),
    [
      ['all ', 1600],
      ['a dist/a.js', 1600],
      ['&#60;b&#62; node', 1200],
    ],
  );
});
