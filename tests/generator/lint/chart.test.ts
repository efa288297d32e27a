import { readFileSync } from 'node:fs';
import test from 'ava';
import { complaintsAbout } from '../read/sample-charts.ts';

const path = 'tests/generator/fixtures/charts/door.chart.ts';
const text = readFileSync(path, 'utf8');
const alerts: ReadonlySet<string> = new Set(['access_denied', 'decode_error']);

/** What is wrong, the text to replace, its replacement, and what the user is told. */
type Fault = readonly [title: string, from: string, to: string, ...complaints: readonly string[]];

const faults: readonly Fault[] = [
  [
    'an action nobody does',
    "actions: { type: 'ring' }",
    "actions: 'click'",
    "14:5: action 'ring' is declared but never used; use it or drop it",
  ],
  [
    'a guard nobody asks',
    "guard: { type: 'isHeavy' },",
    '',
    "19:5: guard 'isHeavy' is declared but never used; use it or drop it",
    "27:5: this transition for 'turnKey' is never taken: every state inside the machine decides before it; drop it",
    "55:16: this transition for after 'fallShut' is never taken: OPEN is left at once; drop it",
    "56:13: this transition for 'push' is never taken: OPEN is left at once; drop it",
    "56:27: this transition for 'pull' is never taken: OPEN is left at once; drop it",
  ],
  [
    'a delay nobody waits for',
    "after: { fallShut: 'SHUT' },",
    '',
    "21:13: delay 'fallShut' is declared but never used; use it or drop it",
  ],
  [
    'a child nobody asks because it is left at once',
    'LATCHED: {\n',
    "LATCHED: {\n          always: 'LOCKED',\n",
    "27:5: this transition for 'turnKey' is never taken: every state inside the machine decides before it; drop it",
    "35:9: this transition for 'pull' is never taken: every state inside SHUT decides before it; drop it",
    "42:23: this transition for 'turnKey' is never taken: SHUT.LATCHED is left at once; drop it",
    "42:63: this transition for 'turnKey' is never taken: SHUT.LATCHED is left at once; drop it",
    '53:5: state OPEN is never entered; lead a transition there or drop it',
    '59:5: state FAILED is never entered; lead a transition there or drop it',
  ],
  [
    'an event nobody names',
    'type DoorEvent = ',
    "type DoorEvent = { type: 'kick' } | ",
    "38:9: state SHUT.LATCHED says nothing about 'kick': handle it, ignore it ({ description, meta: { ref } }) or end with an alert (meta: { alert, ref })",
    "44:9: state SHUT.LOCKED says nothing about 'kick': handle it, ignore it ({ description, meta: { ref } }) or end with an alert (meta: { alert, ref })",
    "52:5: state OPEN says nothing about 'kick': handle it, ignore it ({ description, meta: { ref } }) or end with an alert (meta: { alert, ref })",
  ],
  [
    'an alert the registry does not know',
    "alert: 'access_denied'",
    "alert: 'acces_denied'",
    '27:5: unknown alert \'acces_denied\' (did you mean "access_denied"?); the registry of alerts does not list it',
  ],
  [
    'an event one leaf says nothing about',
    "push: 'SHUT', ",
    '',
    "52:5: state OPEN says nothing about 'push': handle it, ignore it ({ description, meta: { ref } }) or end with an alert (meta: { alert, ref })",
  ],
  [
    'an event a leaf says nothing about, nor anything around it',
    "        pull: { target: 'OPEN', actions: ['creak', { type: 'click' }], reenter: true },\n",
    '',
    "27:5: this transition for 'turnKey' is never taken: every state inside the machine decides before it; drop it",
    "37:9: state SHUT.LATCHED says nothing about 'pull': handle it, ignore it ({ description, meta: { ref } }) or end with an alert (meta: { alert, ref })",
    '51:5: state OPEN is never entered; lead a transition there or drop it',
  ],
  [
    'an event handled only under a guard',
    "push: 'SHUT', pull",
    "push: { guard: 'isHeavy', target: 'SHUT' }, pull",
    "52:5: state OPEN handles 'push' only while guards agree: add a last candidate without a guard",
  ],
  [
    'a candidate behind one without a guard',
    "{ target: '#door.SHUT.LOCKED' }]",
    "{ target: '#door.SHUT.LOCKED' }, { target: '#door.OPEN' }]",
    "47:107: this transition for 'turnKey' is never taken: the one before it has no guard; move it up or drop it",
  ],
  [
    'a guard asked twice',
    "{ target: '#door.SHUT.LOCKED' }]",
    "{ guard: 'keyFits', target: 'LOCKED' }, { target: '#door.SHUT.LOCKED' }]",
    "47:74: this transition for 'turnKey' is never taken: guard 'keyFits' was asked before it; drop it",
  ],
  [
    'a transition that every state inside decides before',
    "turnKey: { target: '.FAILED'",
    "push: { target: '.OPEN' }, turnKey: { target: '.FAILED'",
    "27:5: this transition for 'push' is never taken: every state inside the machine decides before it; drop it",
  ],
  [
    'a state nothing leads to',
    "FAILED: { type: 'final' }",
    "FAILED: { type: 'final' },\n    CELLAR: { on: { push: 'SHUT', pull: 'SHUT' } }",
    '59:5: state CELLAR is never entered; lead a transition there or drop it',
  ],
  [
    'a compound state nothing leads to, once and not for each child',
    "FAILED: { type: 'final' }",
    "FAILED: { type: 'final' },\n    CELLAR: { initial: 'A', on: { push: 'SHUT', pull: 'SHUT' }, states: { A: { on: { push: 'B' } }, B: {} } }",
    '59:5: state CELLAR is never entered; lead a transition there or drop it',
  ],
  [
    'a child nothing leads to',
    'LATCHED: {\n',
    'ATTIC: {},\n        LATCHED: {\n',
    '38:9: state SHUT.ATTIC is never entered; lead a transition there or drop it',
  ],
  [
    'an eventless circle',
    'LATCHED: {\n',
    "LATCHED: {\n          always: { guard: 'keyFits', target: '#door.OPEN' },\n",
    '55:7: eventless transitions go round in a circle: SHUT.LATCHED -> OPEN -> SHUT.LATCHED; let one of them wait for an event',
  ],
  [
    'an eventless transition to where it starts',
    "guard: { type: 'isHeavy' }, target: 'SHUT'",
    "guard: { type: 'isHeavy' }, target: 'OPEN'",
    '54:7: eventless transitions go round in a circle: OPEN -> OPEN; let one of them wait for an event',
  ],
  [
    'an eventless transition without a target',
    "guard: { type: 'isHeavy' }, target: 'SHUT'",
    "guard: { type: 'isHeavy' }, actions: 'creak'",
    '54:7: eventless transitions go round in a circle: OPEN -> OPEN; let one of them wait for an event',
  ],
  [
    'handlers of a state that is left at once',
    "always: { guard: { type: 'isHeavy' }, target: 'SHUT' }",
    "always: [{ guard: { type: 'isHeavy' }, target: 'SHUT' }, { target: 'FAILED' }]",
    "27:5: this transition for 'turnKey' is never taken: every state inside the machine decides before it; drop it",
    "55:16: this transition for after 'fallShut' is never taken: OPEN is left at once; drop it",
    "56:13: this transition for 'push' is never taken: OPEN is left at once; drop it",
    "56:27: this transition for 'pull' is never taken: OPEN is left at once; drop it",
  ],
  [
    'a guard and an action of one name',
    'isHeavy: () => false',
    'isHeavy: () => false, creak: () => true',
    "19:27: 'creak' is both action and guard; both become methods of the port, rename one",
    "19:27: guard 'creak' is declared but never used; use it or drop it",
  ],
  [
    'a guard with the name of a port method',
    'isHeavy: () => false',
    'isHeavy: () => false, fatal: () => true',
    "19:27: guard 'fatal' has the name of a method every port has; choose another",
    "19:27: guard 'fatal' is declared but never used; use it or drop it",
  ],
  [
    'a guard with the name of a method all objects have',
    'isHeavy: () => false',
    'isHeavy: () => false, toString: () => true',
    "19:27: guard 'toString' has a name that every object has already; choose another",
    "19:27: guard 'toString' is declared but never used; use it or drop it",
  ],
  [
    'two states that become one word in code',
    "FAILED: { type: 'final' }",
    "FAILED: { type: 'final' },\n    SHUT_LOCKED: { on: { push: 'SHUT', pull: 'SHUT' } }",
    '59:5: state SHUT_LOCKED and SHUT.LOCKED would both be called ShutLocked in code; rename one',
    '59:5: state SHUT_LOCKED is never entered; lead a transition there or drop it',
  ],
  [
    'a state that takes the word of the machine',
    "FAILED: { type: 'final' }",
    "FAILED: { type: 'final' },\n    MACHINE: { on: { push: 'SHUT', pull: 'SHUT' } }",
    '59:5: state MACHINE and the machine itself would both be called Machine in code; rename one',
    '59:5: state MACHINE is never entered; lead a transition there or drop it',
  ],
];

for (const [title, from, to, ...complaints] of faults) {
  test(`${title} is refused with its place`, (t) => {
    t.true(text.includes(from), 'the fault fits the fixture');
    t.deepEqual(
      complaintsAbout(path, text.replace(from, to), alerts).map((message) => message.replace(`${path}:`, '')),
      complaints,
    );
  });
}

test('alerts are not checked where the protocol has no registry of them', (t) => {
  t.deepEqual(complaintsAbout(path, text.replace("alert: 'access_denied'", "alert: 'no_such_alert'")), []);
});
