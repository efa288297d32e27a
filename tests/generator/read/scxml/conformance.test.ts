import test from 'ava';
import { runCase } from './conformance/run-case.ts';
import { scionCases } from './conformance/scion-cases.ts';

/** Folders whose cases are quick and cover each part of the notation. */
const folders = [
  'basic',
  'parallel',
  'history',
  'in',
  'internal-transitions',
  'delayedSend',
  'cond-js',
  'documentOrder',
];

for (const scion of scionCases().filter(({ name }) => folders.includes(name.split('/')[0] ?? ''))) {
  // `initial` names a history state there, which the notation cannot.
  if (/history4b?$/.test(scion.name)) continue;
  test(`an imported chart has the configurations that SCXML and XState have: ${scion.name}`, async (t) => {
    const { outcome, reason } = await runCase(scion);
    t.is(outcome, 'passed', reason);
  });
}
