import { readFileSync } from 'node:fs';
import test from 'ava';
import { complaintsAbout } from './sample-charts.ts';

const folder = 'tests/generator/fixtures/charts';

/** What is wrong, in which chart, the text to replace, its replacement, and what the user is told. */
type Fault = readonly [
  title: string,
  chart: 'link' | 'radio',
  from: string,
  to: string,
  ...complaints: readonly string[],
];

const faults: readonly Fault[] = [
  [
    '`initial` of a parallel state',
    'link',
    "type: 'parallel',",
    "type: 'parallel',\n      initial: 'WRITE',",
    '35:7: state CONNECTED is parallel and begins in all its regions; drop `initial`',
  ],
  [
    'a parallel state without states',
    'link',
    'DRAINING: {',
    "DRAINING: { type: 'parallel',",
    '59:5: state DRAINING is parallel but has no regions; give it `states`',
  ],
  [
    'a parallel state with empty `states`',
    'link',
    'DRAINING: {',
    "DRAINING: { type: 'parallel', states: {},",
    '59:5: state DRAINING is parallel but has no regions; give it `states`',
    '59:43: `states` takes an object with at least one entry',
  ],
  [
    'a parallel state with one region',
    'link',
    'DRAINING: {',
    "DRAINING: { type: 'parallel', states: { ONLY: {} },",
    '59:5: state DRAINING is parallel but has one region only; drop `type` and write `initial`',
  ],
  [
    'a transition from region to region',
    'link',
    "closeNotify: { target: 'CLOSE_RECEIVED'",
    "closeNotify: { target: '#link.CONNECTED.WRITE.CLOSE_SENT'",
    '51:17: a region cannot move another: it leads from region READ of state CONNECTED into its region WRITE and would restart both; let both handle the event, or lead to state CONNECTED itself',
  ],
  [
    'a region that leaves itself to enter itself',
    'link',
    "        WRITE: {\n          initial: 'OPEN',",
    "        WRITE: {\n          initial: 'OPEN',\n          on: { failed: { target: '.OPEN', reenter: true } },",
    '40:17: to leave region WRITE is to leave state CONNECTED with all its regions; drop `reenter`, or lead to state CONNECTED itself',
  ],
  [
    'a target in each of two regions',
    'link',
    "opened: 'CONNECTED'",
    "opened: { target: ['CONNECTED.WRITE.CLOSE_SENT', 'CONNECTED.READ.OPEN'] }",
    "32:22: 'opened' is ignored: say why in `description` and by which rule in meta.ref",
    '32:40: a transition has one target; lead to the parallel state, to one of its states inside or to a history state, and the other regions begin by themselves',
  ],
  [
    'an eventless transition out of two parallel states',
    'radio',
    "always: { guard: { type: 'hasName' }, target: 'KNOWN'",
    "always: { guard: { type: 'hasName' }, target: '#radio.OFF'",
    '127:23: `always` leaves state ON.TUNER.LOCKED and state ON at once, past what their regions wait for; lead it out of state ON.TUNER.LOCKED, and from there on',
  ],
  [
    'more regions than anybody can follow',
    'link',
    'DRAINING: {',
    "DRAINING: { type: 'parallel', states: { R0: {}, R1: {}, R2: {}, R3: {}, R4: {}, R5: {}, R6: {}, R7: {}, R8: {}, R9: {}, R10: {}, R11: {}, R12: {}, R13: {}, R14: {}, R15: {}, R16: {}, R17: {}, R18: {}, R19: {}, R20: {}, R21: {}, R22: {}, R23: {}, R24: {}, R25: {}, R26: {}, R27: {}, R28: {} },",
    '21:18: 31 regions are more than 30; make charts of their own of some',
  ],
  [
    'onDone of a parallel state with an endless region',
    'link',
    "CLOSE_SENT: { type: 'final' }",
    'CLOSE_SENT: {}',
    '36:16: state CONNECTED is never done: its region WRITE has no final child; make one or drop `onDone`',
  ],
  [
    'onDone of a compound state without a final child',
    'radio',
    "initial: 'LOW',",
    "initial: 'LOW',\n              onDone: 'MUTED',",
    '72:15: state ON.SOUND.HEARD is never done: none of its children is final; make one or drop `onDone`',
  ],
  [
    'onDone of a state without states',
    'link',
    'DRAINING: {',
    "DRAINING: { onDone: 'CLOSED',",
    '59:17: state DRAINING has no states and is never done; drop `onDone`',
  ],
  [
    'onDone of a final state',
    'link',
    "CLOSED: { type: 'final',",
    "CLOSED: { type: 'final', onDone: 'FAILED',",
    '60:30: final state CLOSED has no transitions; nothing happens after the end',
  ],
  [
    'onDone of the machine',
    'link',
    "initial: 'OPENING',",
    "initial: 'OPENING',\n  onDone: '.CLOSED',",
    '24:3: the machine itself is over when it is done: nothing can follow; drop `onDone`',
  ],
  [
    'onDone that does nothing',
    'link',
    "{ target: 'CLOSED' }],",
    '{}],',
    '36:70: `onDone` without target and actions does nothing; give it one or drop it',
  ],
  [
    'a circle by way of onDone',
    'link',
    "{ target: 'CLOSED' }],",
    "{ target: 'CONNECTED.WRITE.CLOSE_SENT' }],",
    '36:70: `onDone` and eventless transitions go round in a circle: CONNECTED.WRITE.CLOSE_SENT -> CONNECTED.WRITE.CLOSE_SENT; let one of them wait for an event',
  ],
  [
    'a history state that leads to no state',
    'radio',
    "target: 'TUNER.LOCKED' }",
    "target: 'TUNER.LOCKD' }",
    '138:61: target \'TUNER.LOCKD\' of history state ON.MEMORY is no state inside state ON (did you mean "TUNER.LOCKED"?); write one of its children, or nothing for where it begins',
  ],
  [
    'a history state that leads out of its parent',
    'radio',
    "target: 'TUNER.LOCKED' }",
    "target: '#radio.OFF' }",
    "138:61: target '#radio.OFF' of history state ON.MEMORY is no state inside state ON; write one of its children, or nothing for where it begins",
  ],
  [
    'a history state that leads to itself',
    'radio',
    "target: 'TUNER.LOCKED' }",
    "target: 'MEMORY' }",
    "138:61: target 'MEMORY' of history state ON.MEMORY is a history state inside state ON; write one of its children, or nothing for where it begins",
  ],
  [
    'a history state that leads to nothing in words',
    'radio',
    "target: 'TUNER.LOCKED' }",
    'target: [] }',
    '138:61: the target of a history state is a string with something in it',
  ],
  [
    'history of an unknown depth',
    'radio',
    "AGAIN: { type: 'history' }",
    "AGAIN: { type: 'history', history: true }",
    "85:52: `history` is written as 'shallow' (the child) or 'deep' (the leaves)",
  ],
  [
    'a history state with an action',
    'radio',
    "AGAIN: { type: 'history' }",
    "AGAIN: { type: 'history', entry: 'mix' }",
    '85:43: history state ON.SOUND.HEARD.AGAIN is no state to be in: it has no `entry`, only a `target` for the first time',
  ],
  [
    'a history state with states',
    'radio',
    "AGAIN: { type: 'history' }",
    "AGAIN: { type: 'history', states: { X: {} } }",
    '85:43: history state ON.SOUND.HEARD.AGAIN is no state to be in: it has no `states`, only a `target` for the first time',
  ],
  [
    'history written on a state',
    'link',
    'DRAINING: {',
    "DRAINING: { history: 'deep',",
    "59:17: state DRAINING remembers nothing by itself; put a child { type: 'history' } into it",
  ],
  [
    'a history state without a state beside it',
    'link',
    'DRAINING: {',
    "DRAINING: { initial: 'BACK', states: { BACK: { type: 'history' } },",
    '59:34: state DRAINING has nothing to remember: a history state needs states beside it',
  ],
  [
    'a history state to begin with',
    'radio',
    "initial: 'LOW'",
    "initial: 'AGAIN'",
    "71:15: initial 'AGAIN' is a history state; begin with LOW or HIGH and let transitions lead to 'AGAIN'",
  ],
  [
    'history used from inside',
    'radio',
    "louder: { target: 'HIGH'",
    "louder: { target: 'AGAIN'",
    '76:30: history state ON.SOUND.HEARD.AGAIN can be reached from outside only: it remembers what was left when state ON.SOUND.HEARD was left, and state ON.SOUND.HEARD.LOW is inside; name the state to go to',
  ],
  [
    'shallow history of a parallel state',
    'radio',
    "MEMORY: { type: 'history', history: 'deep',",
    "MEMORY: { type: 'history',",
    "138:9: history state ON.MEMORY has nothing to choose: the regions of state ON are always entered all together; write history: 'deep' to remember what is inside them",
  ],
  [
    'a history state nobody uses',
    'radio',
    "on: { mute: 'HEARD.AGAIN',",
    "on: { mute: 'HEARD',",
    '85:17: history state ON.SOUND.HEARD.AGAIN is never used; lead a transition there or drop it',
  ],
  [
    'a target written on a state',
    'link',
    'DRAINING: {',
    "DRAINING: { target: 'CLOSED',",
    '59:17: state DRAINING is no history state and has no `target`; transitions have, and `initial` says where to begin',
  ],
  [
    'a final machine',
    'link',
    "  id: 'link',",
    "  id: 'link',\n  type: 'final',",
    "23:9: only `type: 'parallel'` is written out; atomic and compound follow from `states`",
  ],
  [
    'an output',
    'link',
    "CLOSED: { type: 'final',",
    "CLOSED: { type: 'final', output: 'x',",
    "60:30: 'output' is not supported: a machine has no output; let an entry action of the final state report to the port",
  ],
  [
    'an event that one pair of places says nothing about',
    'link',
    "    close: { description: 'It is closing.', meta: { ref: 'section 2' } },\n",
    '',
    "32:5: state CONNECTED says nothing about 'close' in CONNECTED.WRITE.CLOSE_SENT and CONNECTED.READ.OPEN: handle it, ignore it ({ description, meta: { ref } }) or end with an alert (meta: { alert, ref })",
    "58:5: state DRAINING says nothing about 'close': handle it, ignore it ({ description, meta: { ref } }) or end with an alert (meta: { alert, ref })",
  ],
  [
    'an event that one pair of places handles under a guard only',
    'link',
    "close: { description: 'It is closing.'",
    "close: { guard: 'mustDrain', description: 'It is closing.'",
    "33:5: state CONNECTED handles 'close' in CONNECTED.WRITE.CLOSE_SENT and CONNECTED.READ.OPEN only while guards agree: add a last candidate without a guard",
    "59:5: state DRAINING handles 'close' only while guards agree: add a last candidate without a guard",
  ],
  [
    'a transition that one region decides before in all its states',
    'link',
    '      states: {\n        WRITE: {\n',
    "      on: { opened: 'CLOSED' },\n      states: {\n        WRITE: {\n          on: { opened: { actions: { type: 'deliver' } } },\n",
    "37:13: this transition for 'opened' is never taken: every state inside CONNECTED decides before it; drop it",
  ],
  [
    'a region of which one state is never entered',
    'link',
    "CLOSE_SENT: { type: 'final' }",
    "CLOSE_SENT: { type: 'final' },\n            HALF: { on: { close: 'CLOSE_SENT' } }",
    '43:13: state CONNECTED.WRITE.HALF is never entered; lead a transition there or drop it',
  ],
];

for (const [title, name, from, to, ...complaints] of faults) {
  test(`${title} is refused with its place`, (t) => {
    const path = `${folder}/${name}.chart.ts`;
    const text = readFileSync(path, 'utf8');
    t.true(text.includes(from), 'the fault fits the fixture');
    t.deepEqual(
      complaintsAbout(path, text.replace(from, to)).map((message) => message.replace(`${path}:`, '')),
      complaints,
    );
  });
}

for (const name of ['link', 'radio']) {
  test(`the ${name} chart draws no complaint`, (t) => {
    const path = `${folder}/${name}.chart.ts`;
    t.deepEqual(complaintsAbout(path, readFileSync(path, 'utf8')), []);
  });
}
