import {
  type ClassDeclarationStructure,
  type InterfaceDeclarationStructure,
  type MethodSignatureStructure,
  type OptionalKind,
  type PropertySignatureStructure,
  StructureKind,
} from 'ts-morph';
import type { Hardware, HardwareEnd, HardwarePlatform } from '../../model/hardware.ts';
import { type InstanceKind, instanceKind, isTimed, type ResolvedEnd, resolveEnd } from '../../model/hardware-walk.ts';
import { camelCase, kebabCase, pascalCase } from '../../names/identifier.ts';
import type { Imports } from './imports.ts';
import { callLines, docText } from './layout.ts';
import { itemType, timingName } from './module-class.ts';
import type { RuntimeImports } from './runtime-imports.ts';

/** A netlist: makes the instances, binds their sockets, and lays the fifos between their ports. */
export function platformStatements(
  hardware: Hardware,
  platform: HardwarePlatform,
  imports: Imports,
  runtimeImports: RuntimeImports,
): readonly (ClassDeclarationStructure | InterfaceDeclarationStructure)[] {
  return [
    partsInterface(hardware, platform, imports, runtimeImports),
    platformClass(hardware, platform, imports, runtimeImports),
  ];
}

function partsInterface(
  hardware: Hardware,
  platform: HardwarePlatform,
  imports: Imports,
  runtimeImports: RuntimeImports,
): InterfaceDeclarationStructure {
  const properties: OptionalKind<PropertySignatureStructure>[] = [];
  const methods: OptionalKind<MethodSignatureStructure>[] = [];
  for (const { id, kind } of instances(hardware, platform)) {
    if (kind.kind === 'platform') {
      const type = imports.type(`${pascalCase(kind.platform.id)}Parts`, fileOf(kind.platform.id));
      properties.push({ isReadonly: true, name: camelCase(id), type });
      continue;
    }
    const { module } = kind;
    const parameters = [
      { name: 'kernel', type: imports.type('Kernel', runtimeImports.kernel) },
      { name: 'name', type: 'string' },
    ];
    if (isTimed(module)) {
      parameters.push({ name: 'timing', type: imports.type(timingName(module), fileOf(module.id)) });
    }
    const returnType = imports.type(pascalCase(module.id), fileOf(module.id));
    methods.push({ name: camelCase(id), parameters, returnType });
  }
  return {
    kind: StructureKind.Interface,
    isExported: true,
    name: `${pascalCase(platform.id)}Parts`,
    docs: [`Creates the handwritten modules of one ${pascalCase(platform.id)}.`],
    properties,
    methods,
  };
}

function platformClass(
  hardware: Hardware,
  platform: HardwarePlatform,
  imports: Imports,
  runtimeImports: RuntimeImports,
): ClassDeclarationStructure {
  const profiled = needsProfile(hardware, platform);
  const parameters = [
    { name: 'kernel', type: imports.type('Kernel', runtimeImports.kernel) },
    { name: 'name', type: 'string' },
  ];
  if (profiled) {
    const type = imports.type(`${pascalCase(hardware.id)}Profile`, `./${kebabCase(hardware.id)}-profiles.ts`);
    parameters.push({ name: 'profile', type });
  }
  parameters.push({ name: 'parts', type: `${pascalCase(platform.id)}Parts` });
  return {
    kind: StructureKind.Class,
    isExported: true,
    name: pascalCase(platform.id),
    docs: [docText(platform.doc)],
    properties: [
      { isReadonly: true, name: 'name', type: 'string' },
      ...instances(hardware, platform).map(({ id, kind }) => ({
        isReadonly: true,
        name: camelCase(id),
        type: instanceClass(kind, imports),
      })),
      ...platform.fifos.map(({ id, item }) => ({
        isReadonly: true,
        name: camelCase(id),
        type: `${imports.value('Fifo', runtimeImports.kernel)}<${itemType(item.name, imports)}>`,
      })),
      ...platform.exports.map(({ id, port, doc }) => ({
        isReadonly: true,
        name: camelCase(id),
        type: endType(resolveEnd(hardware, platform, port), imports, runtimeImports),
        docs: [docText(doc)],
      })),
    ],
    ctors: [{ parameters, statements: constructorStatements(hardware, platform, imports, runtimeImports) }],
  };
}

function constructorStatements(
  hardware: Hardware,
  platform: HardwarePlatform,
  imports: Imports,
  runtimeImports: RuntimeImports,
): string[] {
  const nameOf = (id: string): string => `${imports.value('hierarchicalName', runtimeImports.kernel)}(name, '${id}')`;
  return [
    'this.name = name;',
    ...instances(hardware, platform).map(({ id, kind }) => instanceStatement(hardware, id, kind, nameOf(id), imports)),
    ...platform.bindings.map(({ initiator, target }) => `${access(initiator)}.bind(${access(target)});`),
    ...platform.fifos.flatMap(({ id, depth, from, to }) => [
      callLines(`this.${camelCase(id)} = new Fifo`, ['kernel', nameOf(id), String(depth)], ';', 4),
      `${access(from)}.bind(this.${camelCase(id)});`,
      `${access(to)}.bind(this.${camelCase(id)});`,
    ]),
    ...platform.exports.map(({ id, port }) => `this.${camelCase(id)} = ${access(port)};`),
  ];
}

function instanceStatement(hardware: Hardware, id: string, kind: InstanceKind, name: string, imports: Imports): string {
  const target = `this.${camelCase(id)} = `;
  if (kind.kind === 'module') {
    const timing = isTimed(kind.module) ? [`profile.${camelCase(kind.module.id)}`] : [];
    return callLines(`${target}parts.${camelCase(id)}`, ['kernel', name, ...timing], ';', 4);
  }
  const type = imports.value(pascalCase(kind.platform.id), fileOf(kind.platform.id));
  const profile = needsProfile(hardware, kind.platform) ? ['profile'] : [];
  return callLines(`${target}new ${type}`, ['kernel', name, ...profile, `parts.${camelCase(id)}`], ';', 4);
}

/** The hardware passed the lint, so every instance has a kind. */
function instances(
  hardware: Hardware,
  platform: HardwarePlatform,
): readonly { readonly id: string; readonly kind: InstanceKind }[] {
  return platform.instances.flatMap(({ id, of }) => {
    const kind = instanceKind(hardware, platform, of.name);
    return kind === undefined ? [] : [{ id, kind }];
  });
}

function needsProfile(hardware: Hardware, platform: HardwarePlatform): boolean {
  return instances(hardware, platform).some(({ kind }) =>
    kind.kind === 'module' ? isTimed(kind.module) : needsProfile(hardware, kind.platform),
  );
}

function instanceClass(kind: InstanceKind, imports: Imports): string {
  const { id } = kind.kind === 'module' ? kind.module : kind.platform;
  return imports.type(pascalCase(id), fileOf(id));
}

function endType(end: ResolvedEnd | undefined, imports: Imports, runtimeImports: RuntimeImports): string {
  if (end?.kind === 'port') {
    const port = end.port.direction === 'in' ? 'FifoInPort' : 'FifoOutPort';
    return `${imports.type(port, runtimeImports.kernel)}<${itemType(end.port.item.name, imports)}>`;
  }
  return imports.type(end?.socket.role === 'initiator' ? 'InitiatorSocket' : 'TargetSocket', runtimeImports.tlm);
}

function access(end: HardwareEnd): string {
  return `this.${camelCase(end.instance)}.${camelCase(end.member)}`;
}

function fileOf(id: string): string {
  return `./${kebabCase(id)}.ts`;
}
