import test from 'ava';
import { flightEdges } from 'wirechart/dtls13/machines';
import { edgeNames } from 'wirechart/runtime';

test('an edge is named by its state and its trigger, and further candidates are numbered', (t) => {
  const names = edgeNames([
    { from: '', trigger: 'stopped' },
    { from: 'A.B', trigger: 'go' },
    { from: 'A.B', trigger: 'after pause' },
    { from: 'A.B', trigger: 'go' },
    { from: 'A', trigger: 'go' },
    { from: 'A.B', trigger: 'go' },
  ]);
  t.deepEqual(names, [':stopped', 'A.B:go', 'A.B:after pause', 'A.B:go#2', 'A:go', 'A.B:go#3']);
});

test('the names of a chart are unique', (t) => {
  const names = edgeNames(flightEdges);
  t.is(new Set(names).size, flightEdges.length);
  t.true(names.includes('WAITING.ARMED:ackComplete#2'));
});
