/** The commands of `wirechart-generator` with their descriptions. `wirechart` lists them and delegates to that package. */
export const generatorCommands = {
  init: 'create a protocol: a working schema, chart and test',
  generate: 'generate the code of generated/ from spec/',
  lint: 'report errors in spec/',
  import: 'turn an SCXML document into a chart',
  inspect: 'draw the charts of DTLS 1.3 and a recorded handshake',
} as const;
