import test from 'ava';
import { Progress } from '../../cli/terminal/progress.ts';
import { generate } from '../../generator/index.ts';

function watched(isTTY: boolean): {
  progress: Progress;
  written: string[];
  at(time: number, text: string): void;
  asked: () => number;
} {
  const written: string[] = [];
  let now = 5000;
  let asked = 0;
  const stream = { isTTY, write: (text: string | Uint8Array) => written.push(String(text)) > 0 };
  const progress = new Progress(stream, () => now);
  const at = (time: number, text: string): void => {
    now = 5000 + time;
    progress.report(() => {
      asked += 1;
      return text;
    });
  };
  return { progress, written, at, asked: () => asked };
}

test('progress is silent for a second, writes at most ten times in the next, and clears its line', (t) => {
  const { progress, written, at, asked } = watched(true);
  at(0, 'a');
  at(999, 'b');
  t.deepEqual(written, []);
  at(1000, 'ten of them');
  at(1050, 'never');
  at(1100, 'nine');
  t.is(asked(), 2);
  t.deepEqual(written, ['\rten of them', '\rnine       ']);
  progress.end();
  t.deepEqual(written.slice(2), ['\r    \r']);
  progress.end();
  t.is(written.length, 3);
});

test('progress writes nothing where the output is not a terminal', (t) => {
  const { progress, written, at, asked } = watched(false);
  at(10_000, 'a');
  progress.end();
  t.deepEqual(written, []);
  t.is(asked(), 0);
});

test('generate reports its progress', async (t) => {
  const seen: string[] = [];
  const text = 'meta:\n  id: x\n  endian: be\ndoc: X.\ndoc-ref: Test section 1\nseq:\n  - id: a\n    type: u1\n';
  const sources = ['p', 'q'].map((name) => ({ path: `spec/${name}/wire/x.ksy`, text }));
  const { diagnostics } = await generate(sources, {
    onProgress: ({ done, of, protocol }) => seen.push(`${protocol} ${done}/${of}`),
  });
  t.deepEqual(diagnostics, []);
  const of = seen.length;
  t.is(seen[0], `p 1/${of}`);
  t.is(seen.at(-1), `q ${of}/${of}`);
});
