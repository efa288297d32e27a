import type { SourceFile } from '../../generator/index.ts';

/** Returns the next text for a place that takes text. */
export type TextSource = () => string;

/** Names that every object inherits: members with these names must not be lost. */
const INHERITED_NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

/**
 * A small protocol with every construct that takes text: `.ksy` files, constants, a chart and hardware. `text` changes only
 * text: names, numbers and structure are always the same.
 */
export function hostileProject(protocol: string, text: TextSource): readonly SourceFile[] {
  const folder = `spec/${protocol}`;
  return [
    { path: `${folder}/registries/constants.yaml`, text: constants(text) },
    { path: `${folder}/registries/color.ksy`, text: registry(text) },
    { path: `${folder}/wire/painted.ksy`, text: message(text) },
    { path: `${folder}/charts/switch.chart.ts`, text: chart(text) },
    { path: `${folder}/hardware/board.yaml`, text: hardware(text) },
  ];
}

/** A YAML string with exactly these characters. */
function yaml(text: TextSource): string {
  return JSON.stringify(text()).replaceAll(/[\u007f-\uffff]/g, escaped);
}

/** A string literal of TypeScript. */
function literal(text: TextSource): string {
  return JSON.stringify(text());
}

/** Text of a TypeScript comment, without the end of a comment. */
function words(text: TextSource): string {
  return text().replaceAll('*/', '* /');
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function constants(text: TextSource): string {
  return `MOST_BYTES:
  value: 0x10
  unit: ${yaml(text)}
  doc: ${yaml(text)}
  ref: ${yaml(text)}
`;
}

function registry(text: TextSource): string {
  const inherited = INHERITED_NAMES.map(
    (name, index) => `    ${10 + index}:\n      id: m${index}\n      -orig-id: ${name}\n`,
  );
  return `meta:
  id: color
  title: ${yaml(text)}
  license: ${yaml(text)}
  xref: { x: ${yaml(text)} }
doc: ${yaml(text)}
doc-ref: ${yaml(text)}
-wc-source: ${yaml(text)}
-wc-date: ${yaml(text)}
-wc-enum-docs:
  color: ${yaml(text)}
  shade: ${yaml(text)}
enums:
  color:
    1:
      id: red
      -orig-id: ${yaml(text)}
      doc: ${yaml(text)}
      doc-ref: ${yaml(text)}
      -wc-attributes: { mood: ${yaml(text)}, warm: true }
    2: { id: blue, doc: ${yaml(text)} }
${inherited.join('')}  shade:
    0: dark
    1: { id: light, doc-ref: ${yaml(text)} }
`;
}

function message(text: TextSource): string {
  return `meta:
  id: painted
  endian: be
  -orig-id: ${yaml(text)}
  imports: [../registries/color]
doc: ${yaml(text)}
doc-ref: ${yaml(text)}
params:
  - id: wide
    type: bool
    doc: ${yaml(text)}
seq:
  - id: magic
    contents: [1, 2, 3]
    -wc-export: true
    doc: ${yaml(text)}
  - id: fill
    contents: [0, 255]
    repeat: expr
    repeat-expr: 2
    -orig-id: ${yaml(text)}
  - id: len_ink
    type: u2
    -orig-id: ${yaml(text)}
    valid: { min: 1, max: 9 }
  - id: ink
    size: len_ink
    -orig-id: ${yaml(text)}
    doc: ${yaml(text)}
    doc-ref: ${yaml(text)}
  - id: amount
    type: u1
    -orig-id: ${yaml(text)}
    valid: { min: 3 }
  - id: pair
    type: u4
    repeat: expr
    repeat-expr: 2
    -orig-id: ${yaml(text)}
  - id: corner
    type: point
    size: 4
    -orig-id: ${yaml(text)}
  - id: many
    type: spot
    repeat: eos
    -orig-id: ${yaml(text)}
instances:
  is_red:
    value: amount == 4
    doc: ${yaml(text)}
    doc-ref: ${yaml(text)}
types:
  point:
    doc: ${yaml(text)}
    doc-ref: ${yaml(text)}
    -orig-id: ${yaml(text)}
    -wc-reuse: true
    seq:
      - { id: x, type: u2, doc: ${yaml(text)} }
      - { id: y, type: u2, -orig-id: ${yaml(text)} }
  spot:
    doc: ${yaml(text)}
    doc-ref: ${yaml(text)}
    -orig-id: ${yaml(text)}
    seq:
      - id: kind_of
        type: u1
        enum: color::color
        -orig-id: ${yaml(text)}
      - id: body
        size: 4
        -orig-id: ${yaml(text)}
        doc: ${yaml(text)}
        type:
          switch-on: kind_of
          cases:
            color::color::red: point
            color::color::m0: u4
            color::color::m1: plain
  plain:
    doc: ${yaml(text)}
    doc-ref: ${yaml(text)}
    seq:
      - { id: level, type: u4, enum: level, valid: { in-enum: true } }
    enums:
      level:
        7: { id: low, -orig-id: ${yaml(text)} }
`;
}

function chart(text: TextSource): string {
  return `import { setup } from 'xstate';

type SwitchEvent =
  /** ${words(text)} */
  | { type: 'press' }
  /** ${words(text)} */
  | { type: 'hold' };

/**
 * ${words(text)}
 */
export const flip = setup({
  types: { events: {} as SwitchEvent },
  actions: {
    /** ${words(text)} */
    light: () => {},
  },
  guards: {
    /** ${words(text)} */
    powered: () => false,
  },
  delays: {
    /** ${words(text)} */
    slow: 100,
  },
}).createMachine({
  id: 'flip',
  initial: 'OFF',
  states: {
    OFF: {
      description: ${literal(text)},
      meta: { ref: ${literal(text)} },
      on: {
        press: [
          { guard: { type: 'powered' }, target: 'ON', actions: { type: 'light' }, description: ${literal(text)} },
          { target: 'FAILED', meta: { alert: ${literal(text)}, ref: ${literal(text)} }, description: ${literal(text)} },
        ],
        hold: { description: ${literal(text)}, meta: { ref: ${literal(text)} } },
      },
    },
    ON: {
      type: 'parallel',
      description: ${literal(text)},
      states: {
        lamp: {
          initial: 'A',
          description: ${literal(text)},
          states: { A: { on: { press: 'B' } }, B: { description: ${literal(text)}, on: { press: 'A' } } },
        },
        bulb: {
          initial: 'C',
          states: { C: { after: { slow: { target: 'D', description: ${literal(text)} } }, on: ${ignored(text)} }, D: { on: ${ignored(text)} } },
        },
      },
      on: { hold: { target: 'OFF', description: ${literal(text)} } },
    },
    FAILED: { type: 'final', description: ${literal(text)} },
  },
});
`;
}

function ignored(text: TextSource): string {
  return `{ press: { description: ${literal(text)}, meta: { ref: ${literal(text)} } } }`;
}

function hardware(text: TextSource): string {
  return `meta:
  id: board
  title: ${yaml(text)}
doc: ${yaml(text)}
items:
  packet:
    doc: ${yaml(text)}
    fields:
      size: { type: integer, doc: ${yaml(text)} }
      constructor: { type: bytes, doc: ${yaml(text)} }
modules:
  engine:
    doc: ${yaml(text)}
    ref: ${yaml(text)}
    sockets:
      service: { role: target, busWidthBits: 128, doc: ${yaml(text)} }
    operations:
      seal: { address: 0x00, doc: ${yaml(text)} }
      constructor: { address: 0x10, doc: ${yaml(text)} }
    times:
      latencyPs: { doc: ${yaml(text)} }
    ratios:
      lossPpm: { doc: ${yaml(text)} }
  layer:
    doc: ${yaml(text)}
    sockets:
      crypto: { role: initiator, busWidthBits: 128, doc: ${yaml(text)} }
    ports:
      entry: { direction: in, item: packet, doc: ${yaml(text)} }
      exit: { direction: out, item: packet, doc: ${yaml(text)} }
    processes:
      run: { doc: ${yaml(text)} }
platforms:
  whole:
    doc: ${yaml(text)}
    instances:
      engine: { of: engine }
      layer: { of: layer }
    bindings:
      - { initiator: layer.crypto, target: engine.service }
    exports:
      entry: { port: layer.entry, doc: ${yaml(text)} }
      exit: { port: layer.exit, doc: ${yaml(text)} }
profiles:
  fast:
    doc: ${yaml(text)}
    engine:
      seal: { blockBytes: 16, setupPs: 1, perBlockPs: 2, ref: ${yaml(text)} }
      constructor: { blockBytes: 16, setupPs: 1, perBlockPs: 2, ref: ${yaml(text)} }
      latencyPs: { value: 3, ref: ${yaml(text)} }
      lossPpm: { value: 3, ref: ${yaml(text)} }
`;
}
