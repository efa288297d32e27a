import test from 'ava';
import { parseRecording } from '../../inspector/index.ts';
import { MAX_STEPS } from '../../inspector/recording.ts';
import { recording } from './recorded-handshake.ts';

test('a recording is the same after conversion to JSON and back', (t) => {
  t.deepEqual(parseRecording(JSON.stringify(recording)), recording);
});

const valid = {
  title: '',
  note: '',
  machines: [{ peer: 'client', machine: 'client' }],
  steps: [
    { kind: 'datagram', time: 0, from: 'client', length: 10, records: ['ClientHello'], arrival: 5 },
    { kind: 'transition', time: 0, peer: 'client', machine: 'client', edge: 0 },
    { kind: 'event', time: 0, peer: 'server', text: 'secure', tone: 'good' },
  ],
};

/** The valid recording as JSON, with `value` at a path like `steps.0.time`. */
function withValue(path: string, value: unknown): string {
  const copy = structuredClone(valid) as unknown as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let target = copy;
  for (const key of keys) target = target[key] as Record<string, unknown>;
  target[last] = value;
  return JSON.stringify(copy);
}

const invalidValues: readonly (readonly [path: string, value: unknown, message: string])[] = [
  ['title', 7, 'title: expected a string'],
  ['note', null, 'note: expected a string'],
  ['machines', {}, 'machines: expected a list'],
  ['machines.0', 'client', 'machines[0]: expected an object'],
  ['machines.0.peer', 'other', 'machines[0].peer: expected client or server'],
  ['steps', 'none', 'steps: expected a list'],
  ['steps', new Array(MAX_STEPS + 1).fill(0), 'steps: expected at most 10000'],
  ['steps.0', null, 'steps[0]: expected an object'],
  ['steps.0.kind', 'packet', 'steps[0].kind: expected datagram, transition or event'],
  ['steps.0.time', '0', 'steps[0].time: expected a number'],
  ['steps.0.length', 1.5, 'steps[0].length: expected a whole number'],
  ['steps.0.length', -1, 'steps[0].length: expected a whole number'],
  ['steps.0.records', 'ClientHello', 'steps[0].records: expected a list'],
  ['steps.0.records.0', 1, 'steps[0].records[0]: expected a string'],
  ['steps.0.arrival', null, 'steps[0].arrival: expected a number'],
  ['steps.1.edge', '0', 'steps[1].edge: expected a whole number'],
  ['steps.2.tone', 'loud', 'steps[2].tone: expected plain, good or bad'],
  ['steps.2.text', [], 'steps[2].text: expected a string'],
];

for (const [path, value, message] of invalidValues) {
  test(`an invalid recording is refused with the position: ${message} (given ${JSON.stringify(value).slice(0, 20)})`, (t) => {
    t.throws(() => parseRecording(withValue(path, value)), { code: 'ERR_WIRECHART_RECORDING', message });
  });
}

test('a recording that is not JSON, or not an object, is refused', (t) => {
  t.throws(() => parseRecording('{'), { code: 'ERR_WIRECHART_RECORDING', message: 'the recording is not JSON' });
  t.throws(() => parseRecording('null'), { code: 'ERR_WIRECHART_RECORDING' });
  t.deepEqual(parseRecording(JSON.stringify(valid)), valid as never);
});
