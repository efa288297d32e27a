import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { SignalTrace, timelineVcd, VcdWriter } from '../../../hwmodel/analysis/index.ts';
import { Kernel, Signal } from '../../../hwmodel/kernel/index.ts';

interface Wave {
  readonly timescale: string;
  /** Changes by hierarchical name, the value at time 0 first. */
  readonly changes: ReadonlyMap<string, readonly (readonly [time: number, value: number])[]>;
  readonly end: number;
}

/** Reads a value change dump (IEEE 1364-2005 section 18), and throws at anything that the standard does not define. */
function parse(text: string): Wave {
  const tokens = text.split(/\s+/).filter((token) => token !== '');
  const scopes: string[] = [];
  const variables = new Map<string, { name: string; width: number }>();
  const changes = new Map<string, (readonly [number, number])[]>();
  let timescale = '';
  let time = -1;
  const command = (): readonly string[] => tokens.splice(0, tokens.indexOf('$end') + 1).slice(0, -1);
  const note = (id: string, digits: string): void => {
    const variable = variables.get(id);
    if (variable === undefined || time < 0) throw new Error(`a change of ${id} at ${time}`);
    if (!/^[01]+$/.test(digits) || digits.length > variable.width)
      throw new Error(`value ${digits} of ${variable.name}`);
    const list = changes.get(variable.name) ?? [];
    changes.set(variable.name, list);
    if (list.at(-1)?.[0] === time) throw new Error(`${variable.name} changes twice at ${time}`);
    list.push([time, Number.parseInt(digits, 2)]);
  };

  for (let ended = false; !ended; ) {
    const [name, ...words] = command();
    if (name === '$timescale') timescale = words.join(' ');
    else if (name === '$scope') scopes.push(words[1] ?? '');
    else if (name === '$upscope') scopes.pop();
    else if (name === '$var') {
      const [kind, width, id = '', reference = '', ...rest] = words;
      if (kind !== 'wire' || rest.length > 0 || !/^[!-~]+$/.test(id) || variables.has(id))
        throw new Error(words.join());
      variables.set(id, { name: [...scopes, reference].join('.'), width: Number(width) });
    } else if (name === '$enddefinitions') ended = true;
    else if (name !== '$version') throw new Error(`unknown command ${name}`);
  }
  if (scopes.length > 0) throw new Error('a scope is not closed');
  let dumping = false;
  for (let token = tokens.shift(); token !== undefined; token = tokens.shift()) {
    if (token === '$dumpvars') dumping = true;
    else if (token === '$end') {
      if (!dumping || changes.size !== variables.size) throw new Error('the first dump is not complete');
      dumping = false;
    } else if (/^#\d+$/.test(token)) {
      if (Number(token.slice(1)) <= time) throw new Error(`time goes from ${time} to ${token}`);
      time = Number(token.slice(1));
    } else if (token.startsWith('b')) note(tokens.shift() ?? '', token.slice(1));
    else note(token.slice(1), token.slice(0, 1));
  }
  return { timescale, changes, end: time };
}

const entry = (module: string, operation: string, beginPs: number, endPs: number) => ({
  module,
  operation,
  bytes: 1,
  initiator: '',
  beginPs,
  endPs,
});

test('values, times and scopes come back from a written waveform', (t) => {
  const writer = new VcdWriter();
  const busy = writer.declare('client.crypto', 'busy', 1);
  const level = writer.declare('client', 'level', 8);
  writer.change(0, level, 200);
  writer.change(10, busy, 1);
  writer.change(10, level, 3);
  writer.change(25, busy, 0);
  const wave = parse(writer.finish(40));
  t.is(wave.timescale, '1 ps');
  t.is(wave.end, 40);
  t.deepEqual([...wave.changes].toSorted(), [
    [
      'client.crypto.busy',
      [
        [0, 0],
        [10, 1],
        [25, 0],
      ],
    ],
    [
      'client.level',
      [
        [0, 200],
        [10, 3],
      ],
    ],
  ]);
});

test('of several changes at one time the last is written, and an unchanged value is not', (t) => {
  const writer = new VcdWriter();
  const level = writer.declare('', 'level', 4);
  writer.change(5, level, 1);
  writer.change(5, level, 2);
  writer.change(9, level, 3);
  writer.change(9, level, 2);
  const text = writer.finish(9);
  t.deepEqual(parse(text).changes.get('level'), [
    [0, 0],
    [5, 2],
  ]);
  t.is(parse(text).end, 9);
});

test('changes at the end of the waveform are written', (t) => {
  const writer = new VcdWriter();
  const level = writer.declare('', 'level', 4);
  writer.change(7, level, 1);
  t.deepEqual(parse(writer.finish(7)).changes.get('level'), [
    [0, 0],
    [7, 1],
  ]);
});

test('ten thousand variables have different identifiers of printable characters', (t) => {
  const writer = new VcdWriter();
  const ids = Array.from({ length: 10_000 }, (_, index) => writer.declare('', `v${index}`, 1).id);
  t.is(new Set(ids).size, ids.length);
  t.is(parse(writer.finish(0)).changes.size, ids.length);
});

test('decreasing time, values that do not fit and invalid declarations are refused', (t) => {
  const writer = new VcdWriter();
  const level = writer.declare('', 'level', 2);
  for (const bad of [4, -1, 0.5, Number.NaN]) {
    t.throws(() => writer.change(0, level, bad), { code: 'ERR_WIRECHART_MODEL_STATE', message: /does not fit 2 bits/ });
  }
  t.throws(() => writer.declare('', 'level', 1), { message: /declared twice/ });
  for (const width of [0, 54, 1.5])
    t.throws(() => writer.declare('', 'wide', width), { message: /is not from 1 to 53/ });
  for (const name of ['', 'two words', '9lives', '$end']) t.throws(() => writer.declare('', name, 1));
  t.throws(() => writer.declare('a b', 'x', 1), { message: /is not a valid name/ });
  writer.change(10, level, 1);
  t.throws(() => writer.change(9, level, 1), { code: 'ERR_WIRECHART_MODEL_TIME' });
  t.throws(() => writer.finish(9), { code: 'ERR_WIRECHART_MODEL_TIME' });
  t.throws(() => writer.declare('', 'late', 1), { message: /after time has advanced/ });
});

test('a waveform of a timeline shows the number of operations in progress', (t) => {
  const text = timelineVcd(
    [
      entry('link', 'datagram', 0, 30),
      entry('link', 'datagram', 10, 40),
      entry('crypto', 'hash', 5, 8),
      entry('crypto', 'hash', 8, 9),
      entry('crypto', 'mask', 9, 9),
    ],
    50,
  );
  const { changes, end } = parse(text);
  t.is(end, 50);
  t.deepEqual(changes.get('link.datagram'), [
    [0, 1],
    [10, 2],
    [30, 1],
    [40, 0],
  ]);
  t.deepEqual(changes.get('crypto.hash'), [
    [0, 0],
    [5, 1],
    [9, 0],
  ]);
  t.deepEqual(changes.get('crypto.mask'), [[0, 0]], 'an operation without a duration does not appear');
});

test('a signal trace shows the value after the last delta cycle of each time', (t) => {
  const kernel = new Kernel();
  const [level, busy] = [new Signal(kernel, 'top.level', 1), new Signal(kernel, 'busy', false)];
  const writer = new VcdWriter();
  const trace = new SignalTrace(kernel, writer);
  trace.add(level, 4);
  trace.add(busy, 1);
  kernel.thread('writer', function* () {
    level.write(5);
    yield 0;
    level.write(6);
    yield 10;
    busy.write(true);
    yield 10;
    busy.write(false);
  });
  kernel.run(20);
  kernel.run(0);
  trace.sample(kernel.now);
  const { changes } = parse(writer.finish(kernel.now));
  t.deepEqual(changes.get('top.level'), [[0, 6]]);
  t.deepEqual(changes.get('busy'), [
    [0, 0],
    [10, 1],
    [20, 0],
  ]);
});

const vcd2fst = spawnSync('vcd2fst', ['--help']).error === undefined;
const maybe = vcd2fst ? test : test.skip;
maybe(`vcd2fst of gtkwave reads the waveform${vcd2fst ? '' : ' (skipped: vcd2fst is not installed)'}`, (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-vcd-'));
  try {
    writeFileSync(join(folder, 'wave.vcd'), timelineVcd([entry('a.b', 'c', 0, 10), entry('a', 'd', 2, 3)], 20));
    const { status, stderr } = spawnSync('vcd2fst', [join(folder, 'wave.vcd'), join(folder, 'wave.fst')]);
    t.is(status, 0, String(stderr));
    t.true(readFileSync(join(folder, 'wave.fst')).length > 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
