import { readFileSync } from 'node:fs';
import test from 'ava';
import { complaintsAbout } from '../read/sample-charts.ts';

const path = 'tests/generator/fixtures/charts/cage.chart.ts';
const text = readFileSync(path, 'utf8');

test('alerts are not checked where the protocol has no registry of alerts', (t) => {
  t.deepEqual(complaintsAbout(path, text.replace("alert: 'access_denied'", "alert: 'no_such_alert'")), []);
});
