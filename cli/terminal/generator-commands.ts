/** The commands of `wirechart-generator` with their one-line descriptions. `wirechart` knows them too and passes them on. */
export const generatorCommands = {
  init: 'begin a protocol: a schema, a chart and a test that work',
  generate: 'turn spec/ into generated/',
  lint: 'look for mistakes in spec/',
  inspect: 'draw the charts of DTLS 1.3 and a recorded handshake',
} as const;
