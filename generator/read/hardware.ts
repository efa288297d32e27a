import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { SourceFile } from '../diagnostics/source-file.ts';
import type {
  Hardware,
  HardwareEnd,
  HardwareFifo,
  HardwareItem,
  HardwareModule,
  HardwareOperation,
  HardwarePlatform,
  HardwarePort,
  HardwareReference,
  HardwareSocket,
} from '../model/hardware.ts';
import type { YamlEntry } from '../model/yaml-tree.ts';
import { HardwareMapReader } from './hardware-map-reader.ts';
import { readProfile } from './hardware-profile.ts';
import { readYaml } from './yaml-tree.ts';

const TOP = ['meta', 'doc', 'items', 'modules', 'platforms', 'profiles'];

/** Reads the shape of one file; what its names refer to is the lint's. Undefined when it is not YAML or has no head. */
export function readHardware(file: SourceFile, diagnostics: Diagnostics): Hardware | undefined {
  const tree = readYaml(file, diagnostics);
  if (tree === undefined) return undefined;
  const keys = new HardwareMapReader(file, diagnostics);
  const top = keys.entriesByKey(tree, 'a hardware file', TOP);
  const meta = top.get('meta');
  if (meta === undefined) {
    keys.report(0, '"meta" is missing; add the id and the title of the hardware');
    return undefined;
  }
  const head = keys.entriesByKey(meta.value, 'meta', ['id', 'title']);
  return {
    file,
    id: keys.word(head.get('id'), meta.value, 'meta.id'),
    title: keys.need(head.get('title'), meta.value, 'meta.title'),
    doc: keys.text(top.get('doc')) ?? '',
    items: keys.named(top.get('items')).map((entry) => readItem(keys, entry)),
    modules: keys.named(top.get('modules')).map((entry) => readModule(keys, entry)),
    platforms: keys.named(top.get('platforms')).map((entry) => readPlatform(keys, entry)),
    profiles: keys.entries(top.get('profiles')).map((entry) => readProfile(keys, entry)),
  };
}

function readItem(keys: HardwareMapReader, entry: YamlEntry): HardwareItem {
  const found = keys.entriesByKey(entry.value, `item "${entry.key}"`, ['doc', 'fields']);
  const fields = keys.named(found.get('fields')).map((field) => {
    const parts = keys.entriesByKey(field.value, `field "${field.key}"`, ['type', 'doc']);
    const type = keys.choice(parts.get('type'), field.value, 'type', ['integer', 'bytes'] as const);
    return { ...keys.base(field, parts), type };
  });
  if (fields.length === 0) keys.report(entry.keyOffset, `item "${entry.key}" has no fields; list at least one`);
  return { ...keys.base(entry, found), fields };
}

function readModule(keys: HardwareMapReader, entry: YamlEntry): HardwareModule {
  const allowed = ['doc', 'ref', 'sockets', 'ports', 'processes', 'operations', 'times', 'ratios'];
  const found = keys.entriesByKey(entry.value, `module "${entry.key}"`, allowed);
  return {
    ...keys.base(entry, found),
    ref: keys.text(found.get('ref')),
    sockets: keys.named(found.get('sockets')).map((each) => readSocket(keys, each)),
    ports: keys.named(found.get('ports')).map((each) => readPort(keys, each)),
    processes: keys.named(found.get('processes')).map((each) => {
      return keys.base(each, keys.entriesByKey(each.value, `process "${each.key}"`, ['doc']));
    }),
    operations: keys.named(found.get('operations')).map((each) => readOperation(keys, each)),
    times: keys.entries(found.get('times')).map((each) => readQuantity(keys, each, 'time', 'Ps', 'latencyPs')),
    ratios: keys.entries(found.get('ratios')).map((each) => readQuantity(keys, each, 'ratio', 'Ppm', 'lossPpm')),
  };
}

/** A plain number whose name ends in its unit. */
function readQuantity(keys: HardwareMapReader, entry: YamlEntry, what: string, unit: string, example: string) {
  const name = entry.key.endsWith(unit) ? entry.key.slice(0, -unit.length) : '';
  if (!/^[a-z][A-Za-z0-9]*$/.test(name)) {
    keys.report(entry.keyOffset, `${what} "${entry.key}" must be in camel case and end in its unit: "${example}"`);
  }
  return keys.base(entry, keys.entriesByKey(entry.value, `${what} "${entry.key}"`, ['doc']));
}

function readSocket(keys: HardwareMapReader, entry: YamlEntry): HardwareSocket {
  const found = keys.entriesByKey(entry.value, `socket "${entry.key}"`, ['role', 'busWidthBits', 'initiators', 'doc']);
  const role = keys.choice(found.get('role'), entry.value, 'role', ['initiator', 'target'] as const);
  const initiators = found.get('initiators');
  if (role === 'initiator' && initiators !== undefined) {
    keys.report(initiators.keyOffset, 'an initiator binds to one target; only a target has "initiators"');
  }
  return {
    ...keys.base(entry, found),
    role,
    busWidthBits: keys.integer(found.get('busWidthBits'), entry.value, 'busWidthBits', 1, 4096),
    initiators: initiators === undefined ? 1 : keys.integer(initiators, entry.value, 'initiators', 1, 1024),
  };
}

function readPort(keys: HardwareMapReader, entry: YamlEntry): HardwarePort {
  const found = keys.entriesByKey(entry.value, `port "${entry.key}"`, ['direction', 'item', 'doc']);
  return {
    ...keys.base(entry, found),
    direction: keys.choice(found.get('direction'), entry.value, 'direction', ['in', 'out'] as const),
    item: reference(keys, found.get('item'), entry, 'item'),
  };
}

function readOperation(keys: HardwareMapReader, entry: YamlEntry): HardwareOperation {
  const found = keys.entriesByKey(entry.value, `operation "${entry.key}"`, ['address', 'doc']);
  const address = found.get('address');
  if (address === undefined) return { ...keys.base(entry, found), address: undefined };
  const value = keys.integer(address, entry.value, 'address', 0, Number.MAX_SAFE_INTEGER);
  const text = address.value.kind === 'scalar' ? address.value.text : '0';
  return { ...keys.base(entry, found), address: { value, text: text.toLowerCase() } };
}

function readPlatform(keys: HardwareMapReader, entry: YamlEntry): HardwarePlatform {
  const allowed = ['doc', 'instances', 'bindings', 'fifos', 'exports'];
  const found = keys.entriesByKey(entry.value, `platform "${entry.key}"`, allowed);
  const bindings = found.get('bindings');
  return {
    ...keys.base(entry, found),
    instances: keys.named(found.get('instances')).map((each) => {
      const parts = keys.entriesByKey(each.value, `instance "${each.key}"`, ['of']);
      return { id: each.key, offset: each.keyOffset, of: reference(keys, parts.get('of'), each, 'of') };
    }),
    bindings: (bindings === undefined ? [] : keys.list(bindings.value, 'bindings')).map((each) => {
      const parts = keys.entriesByKey(each, 'a binding', ['initiator', 'target']);
      return {
        initiator: end(keys, parts.get('initiator'), each.offset, 'initiator'),
        target: end(keys, parts.get('target'), each.offset, 'target'),
      };
    }),
    fifos: keys.named(found.get('fifos')).map((each) => readFifo(keys, each)),
    exports: keys.named(found.get('exports')).map((each) => {
      const parts = keys.entriesByKey(each.value, `export "${each.key}"`, ['port', 'doc']);
      return { ...keys.base(each, parts), port: end(keys, parts.get('port'), each.keyOffset, 'port') };
    }),
  };
}

function readFifo(keys: HardwareMapReader, entry: YamlEntry): HardwareFifo {
  const found = keys.entriesByKey(entry.value, `fifo "${entry.key}"`, ['item', 'depth', 'from', 'to']);
  return {
    id: entry.key,
    offset: entry.keyOffset,
    item: reference(keys, found.get('item'), entry, 'item'),
    depth: keys.integer(found.get('depth'), entry.value, 'depth', 1, 65536),
    from: end(keys, found.get('from'), entry.keyOffset, 'from'),
    to: end(keys, found.get('to'), entry.keyOffset, 'to'),
  };
}

function reference(
  keys: HardwareMapReader,
  entry: YamlEntry | undefined,
  owner: YamlEntry,
  what: string,
): HardwareReference {
  return { name: keys.need(entry, owner.value, what), offset: entry?.value.offset ?? owner.keyOffset };
}

/** `instance.member` */
function end(keys: HardwareMapReader, entry: YamlEntry | undefined, ownerOffset: number, what: string): HardwareEnd {
  const offset = entry?.value.offset ?? ownerOffset;
  const text = entry === undefined ? '' : (keys.text(entry) ?? '');
  const [, instance, member] = /^([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)$/.exec(text) ?? [];
  if (instance === undefined || member === undefined) {
    keys.report(offset, `"${what}" must name an instance and its member: "record.crypto"`);
    return { instance: '', member: '', offset };
  }
  return { instance, member, offset };
}
