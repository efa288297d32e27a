import test from 'ava';
import { parseRecording } from '../../inspector/index.ts';
import { MOST_STEPS } from '../../inspector/recording.ts';
import { recording } from './recorded-run.ts';

test('a recording survives its way through a file', (t) => {
  t.deepEqual(parseRecording(JSON.stringify(recording)), recording);
});

const good = {
  title: '',
  note: '',
  machines: [{ peer: 'client', machine: 'client' }],
  steps: [
    { kind: 'datagram', time: 0, from: 'client', length: 10, records: ['ClientHello'], arrival: 5 },
    { kind: 'transition', time: 0, peer: 'client', machine: 'client', edge: 0 },
    { kind: 'event', time: 0, peer: 'server', text: 'secure', tone: 'good' },
  ],
};

/** Puts `value` at a path like `steps.0.time`. */
function spoilt(path: string, value: unknown): string {
  const copy = structuredClone(good) as unknown as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let target = copy;
  for (const key of keys) target = target[key] as Record<string, unknown>;
  target[last] = value;
  return JSON.stringify(copy);
}

const complaints: readonly (readonly [path: string, value: unknown, message: string])[] = [
  ['title', 7, 'title: expected a string'],
  ['note', null, 'note: expected a string'],
  ['machines', {}, 'machines: expected a list'],
  ['machines.0', 'client', 'machines[0]: expected an object'],
  ['machines.0.peer', 'eve', 'machines[0].peer: expected client or server'],
  ['steps', 'none', 'steps: expected a list'],
  ['steps', new Array(MOST_STEPS + 1).fill(0), 'steps: expected at most 10000'],
  ['steps.0', null, 'steps[0]: expected an object'],
  ['steps.0.kind', 'packet', 'steps[0].kind: expected datagram, transition or event'],
  ['steps.0.time', '0', 'steps[0].time: expected a number'],
  ['steps.0.length', 1.5, 'steps[0].length: expected a whole number'],
  ['steps.0.length', -1, 'steps[0].length: expected a whole number'],
  ['steps.0.records', 'ClientHello', 'steps[0].records: expected a list'],
  ['steps.0.records.0', 1, 'steps[0].records[0]: expected a string'],
  ['steps.0.arrival', null, 'steps[0].arrival: expected a number'],
  ['steps.1.edge', '0', 'steps[1].edge: expected a whole number'],
  ['steps.2.tone', 'shrill', 'steps[2].tone: expected plain, good or bad'],
  ['steps.2.text', [], 'steps[2].text: expected a string'],
];

for (const [path, value, message] of complaints) {
  test(`a recording is refused with its place: ${message} (given ${JSON.stringify(value).slice(0, 20)})`, (t) => {
    t.throws(() => parseRecording(spoilt(path, value)), { code: 'ERR_WIRECHART_RECORDING', message });
  });
}

test('a recording that is no JSON, or JSON of another shape, is refused', (t) => {
  t.throws(() => parseRecording('{'), { code: 'ERR_WIRECHART_RECORDING', message: 'the recording is not JSON' });
  t.throws(() => parseRecording('null'), { code: 'ERR_WIRECHART_RECORDING' });
  t.deepEqual(parseRecording(JSON.stringify(good)), good as never);
});
