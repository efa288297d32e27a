import { type ClassDeclarationStructure, type InterfaceDeclarationStructure, Scope, StructureKind } from 'ts-morph';
import type { HardwareModule, HardwareSocket } from '../../model/hardware.ts';
import { isTimed } from '../../model/hardware-walk.ts';
import { camelCase, kebabCase, localName, pascalCase } from '../../names/identifier.ts';
import type { Imports } from './imports.ts';
import { callLines, docText, LINE_WIDTH } from './layout.ts';
import type { RuntimeImports } from './runtime-imports.ts';

/** The skeleton of a module: an abstract class with handwritten processes and transports. */
export function moduleStatements(
  module: HardwareModule,
  imports: Imports,
  runtimeImports: RuntimeImports,
): readonly (string | ClassDeclarationStructure | InterfaceDeclarationStructure)[] {
  return [
    ...(isTimed(module) ? [timingInterface(module, imports, runtimeImports)] : []),
    ...addressTable(module),
    moduleClass(module, imports, runtimeImports),
  ];
}

export function timingName(module: HardwareModule): string {
  return `${pascalCase(module.id)}Timing`;
}

function timingInterface(
  module: HardwareModule,
  imports: Imports,
  runtimeImports: RuntimeImports,
): InterfaceDeclarationStructure {
  return {
    kind: StructureKind.Interface,
    isExported: true,
    name: timingName(module),
    docs: [`Timing parameters of one ${pascalCase(module.id)}.`],
    properties: [
      ...module.operations.map(({ id, doc }) => ({
        isReadonly: true,
        name: camelCase(id),
        type: imports.type('LatencyModel', runtimeImports.timing),
        docs: [docText(doc)],
      })),
      ...[...module.times, ...module.ratios].map(({ id, doc }) => {
        return { isReadonly: true, name: id, type: 'number', docs: [docText(doc)] };
      }),
    ],
  };
}

/** The address of each operation, for modules that receive operations at a socket. */
function addressTable(module: HardwareModule): readonly string[] {
  const addressed = module.operations.filter(({ address }) => address !== undefined);
  if (addressed.length === 0) return [];
  const name = `${pascalCase(module.id)}Address`;
  const socket = module.sockets.find(({ role }) => role === 'target');
  const windowBytes = (socket?.busWidthBits ?? 0) / 8;
  const operation = `${pascalCase(module.id)}Operation`;
  const lines = [
    `/** The address of each operation; each has a window of ${windowBytes} bytes. */`,
    `export const ${name} = {`,
    ...addressed.map(({ id, address }) => `  ${camelCase(id)}: ${address?.text},`),
    '} as const;',
    `export type ${operation} = keyof typeof ${name};`,
    '',
    `/** The operation whose window begins at \`address\`. */`,
    `export function ${camelCase(module.id)}OperationAt(address: number): ${operation} | undefined {`,
    '  switch (address) {',
    ...addressed.flatMap(({ id, address }) => [`    case ${address?.text}:`, `      return '${camelCase(id)}';`]),
    '    default:',
    '      return undefined;',
    '  }',
    '}',
  ];
  // One statement, so that ts-morph keeps its blank line.
  return [lines.join('\n'), ''];
}

function moduleClass(
  module: HardwareModule,
  imports: Imports,
  runtimeImports: RuntimeImports,
): ClassDeclarationStructure {
  const timed = isTimed(module);
  const kernel = imports.type('Kernel', runtimeImports.kernel);
  return {
    kind: StructureKind.Class,
    isExported: true,
    isAbstract: true,
    name: pascalCase(module.id),
    extends: imports.value('Module', runtimeImports.kernel),
    docs: [docText(module.doc, module.ref)],
    properties: [
      ...(timed ? [{ isReadonly: true, name: 'timing', type: timingName(module) }] : []),
      ...module.sockets.map((socket) => ({
        isReadonly: true,
        name: camelCase(socket.id),
        type: imports.value(socketClass(socket), runtimeImports.tlm),
        docs: [docText(socket.doc)],
      })),
      ...module.ports.map(({ id, direction, item, doc }) => ({
        isReadonly: true,
        name: camelCase(id),
        type: `${imports.value(direction === 'in' ? 'FifoInPort' : 'FifoOutPort', runtimeImports.kernel)}<${itemType(item.name, imports)}>`,
        docs: [docText(doc)],
      })),
    ],
    ctors: [
      {
        parameters: [
          { name: 'kernel', type: kernel },
          { name: 'name', type: 'string' },
          ...(timed ? [{ name: 'timing', type: timingName(module) }] : []),
        ],
        statements: constructorStatements(module, imports, runtimeImports),
      },
    ],
    methods: [
      ...module.sockets
        .filter(({ role }) => role === 'target')
        .map(({ id }) => ({
          isAbstract: true,
          scope: Scope.Protected,
          name: `${camelCase(id)}Transport`,
          parameters: [
            { name: 'payload', type: imports.type('GenericPayload', runtimeImports.tlm) },
            { name: 'delayPs', type: 'number' },
            { name: 'initiator', type: 'number' },
          ],
          returnType: 'number',
          docs: [
            `Processes a transaction of \`${camelCase(id)}\` and returns the timing annotation at its end, in picoseconds.`,
          ],
        })),
      ...module.processes.map(({ id, doc }) => ({
        isAbstract: true,
        scope: Scope.Protected,
        name: camelCase(id),
        returnType: imports.type('ThreadBody', runtimeImports.kernel),
        docs: [docText(doc)],
      })),
    ],
  };
}

function constructorStatements(module: HardwareModule, imports: Imports, runtimeImports: RuntimeImports): string[] {
  return [
    'super(kernel, name);',
    ...(isTimed(module) ? ['this.timing = timing;'] : []),
    ...module.sockets.flatMap((socket) => socketStatements(socket, imports, runtimeImports)),
    ...module.ports.map(({ id, direction }) => {
      const port = direction === 'in' ? 'FifoInPort' : 'FifoOutPort';
      return callLines(`this.${camelCase(id)} = new ${port}`, ['kernel', `\`\${name}.${id}\``], ';', 4);
    }),
    ...module.processes.map(({ id }) =>
      callLines('kernel.thread', [`\`\${name}.${id}\``, `() => this.${camelCase(id)}()`], ';', 4),
    ),
  ];
}

function socketStatements(socket: HardwareSocket, imports: Imports, runtimeImports: RuntimeImports): readonly string[] {
  const { role, busWidthBits, initiators } = socket;
  const id = camelCase(socket.id);
  const head = `this.${id} = new ${socketClass(socket)}`;
  const name = `\`\${name}.${socket.id}\``;
  if (role === 'initiator') {
    const line = `${head}(kernel, ${name}, { busWidthBits: ${busWidthBits} });`;
    // The formatter opens an object at the end rather than the whole list.
    const opened = `${head}(kernel, ${name}, {\n  busWidthBits: ${busWidthBits},\n});`;
    return [4 + line.length <= LINE_WIDTH ? line : opened];
  }
  const local = localName(id);
  const transport = `const ${local}: ${imports.type('BlockingTransport', runtimeImports.tlm)} = (payload, delayPs, initiator) =>`;
  const call = `this.${id}Transport(payload, delayPs, initiator);`;
  const oneLine = 4 + transport.length + 1 + call.length <= LINE_WIDTH;
  const options = `{ busWidthBits: ${busWidthBits}, initiators: ${initiators} }`;
  return [`${transport}${oneLine ? ' ' : '\n  '}${call}`, callLines(head, ['kernel', name, options, local], ';', 4)];
}

function socketClass({ role }: HardwareSocket): string {
  return role === 'initiator' ? 'InitiatorSocket' : 'TargetSocket';
}

export function itemType(item: string, imports: Imports): string {
  return imports.type(pascalCase(item), `./${kebabCase(item)}.ts`);
}
