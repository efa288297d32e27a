import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { Report } from '../diagnostics/report.ts';
import { didYouMean } from '../diagnostics/suggestion.ts';
import type { Hardware, HardwareModule, HardwareProfile } from '../model/hardware.ts';
import { isTimed } from '../model/hardware-walk.ts';
import { type ProtocolSpecs, specFiles } from '../model/protocol-specs.ts';
import { camelCase, isReserved, pascalCase, profileConstant } from '../names/identifier.ts';
import { readHardware } from '../read/hardware.ts';
import { lintPlatforms } from './hardware-platform.ts';

/** Names that generated modules use themselves. */
const RESERVED_MEMBERS = new Set(['kernel', 'name', 'timing', 'constructor']);
const RESERVED_CLASSES = new Set(
  'Kernel Module Fifo FifoInPort FifoOutPort InitiatorSocket TargetSocket GenericPayload LatencyModel ThreadBody'.split(
    ' ',
  ),
);

/** The hardware files of a protocol, read and linted. Files with diagnostics are omitted. */
export function checkedHardware(protocol: ProtocolSpecs, diagnostics: Diagnostics): readonly Hardware[] {
  const checked: Hardware[] = [];
  const classes = new Map<string, string>();
  for (const file of specFiles(protocol, 'hardware', '.yaml')) {
    const before = diagnostics.errors.length;
    const hardware = readHardware(file, diagnostics);
    // Linting a file with a wrong structure would only repeat its diagnostics.
    if (hardware === undefined || diagnostics.errors.length > before) continue;
    const report: Report = (offset, reason) => diagnostics.report(file, offset, reason);
    lintHardware(hardware, report, classes);
    if (diagnostics.errors.length === before) checked.push(hardware);
  }
  return checked;
}

/** `classes`: names taken by the files before this one, with who took them. */
function lintHardware(hardware: Hardware, report: Report, classes: Map<string, string>): void {
  lintClassNames(hardware, report, classes);
  lintProfileNames(hardware, report);
  for (const module of hardware.modules) lintModule(hardware, module, report);
  lintPlatforms(hardware, report);
  for (const profile of hardware.profiles) lintProfile(hardware, profile, report);
  for (const { id, offset } of hardware.modules.filter(isTimed)) {
    if (id === 'name') report(offset, 'a profile has a name and cannot hold the costs of "name"; choose another');
  }
  const timed = hardware.modules.find(isTimed);
  if (timed !== undefined && hardware.profiles.length === 0) {
    report(timed.offset, `"${timed.id}" has costs, but there is no profile with their numbers; add one`);
  }
}

/** Items, modules and platforms become classes and types of one folder, and files of that name. */
function lintClassNames(hardware: Hardware, report: Report, classes: Map<string, string>): void {
  const claim = ({ id, offset }: { readonly id: string; readonly offset: number }, ...endings: string[]): void => {
    for (const name of endings.map((ending) => `${pascalCase(id)}${ending}`)) {
      const other = RESERVED_CLASSES.has(name) ? 'the model library' : classes.get(name);
      if (other !== undefined)
        report(offset, `"${id}" becomes ${name}, which ${other} already uses; choose another name`);
      classes.set(name, `"${id}" of ${hardware.file.path}`);
    }
  };
  // The file is named after the second one.
  if (hardware.profiles.length > 0) claim({ id: hardware.id, offset: 0 }, 'Profile', 'Profiles', 'ProfileName');
  for (const item of hardware.items) claim(item, '');
  for (const module of hardware.modules) claim(module, '', 'Timing', 'Address', 'Operation');
  for (const platform of hardware.platforms) claim(platform, '', 'Parts');
}

/** Profiles become constants of one module, next to the table of profiles. */
function lintProfileNames({ id: hardware, profiles }: Hardware, report: Report): void {
  const taken = new Map([[`${camelCase(hardware)}Profiles`, 'the table of them']]);
  for (const { id, offset } of profiles) {
    const name = profileConstant(id);
    const other = isReserved(name) ? 'the language' : taken.get(name);
    if (other !== undefined)
      report(offset, `profile "${id}" becomes ${name}, which ${other} already uses; choose another name`);
    taken.set(name, `profile "${id}"`);
  }
}

function lintModule(hardware: Hardware, module: HardwareModule, report: Report): void {
  const members = new Set(RESERVED_MEMBERS);
  for (const { id, offset } of [...module.sockets, ...module.ports, ...module.processes]) {
    if (members.has(camelCase(id))) report(offset, `"${id}" is already a name in "${module.id}"; choose another`);
    members.add(camelCase(id));
  }
  const costs = new Set<string>();
  for (const { id, offset } of [...module.operations, ...module.times, ...module.ratios]) {
    if (costs.has(camelCase(id)))
      report(offset, `"${id}" is already the name of a cost of "${module.id}"; choose another`);
    costs.add(camelCase(id));
  }
  const items = hardware.items.map(({ id }) => id);
  for (const { id, item } of module.ports) {
    if (!items.includes(item.name)) {
      report(item.offset, `port "${id}" carries "${item.name}", which is not an item${didYouMean(item.name, items)}`);
    }
  }
  const targets = module.sockets.filter(({ role }) => role === 'target');
  if (module.processes.length === 0 && targets.length === 0) {
    report(module.offset, `"${module.id}" needs a process or a target socket`);
  }
  lintAddresses(module, targets[0]?.busWidthBits, report);
}

/** Each operation of a module with a target has a window one bus width wide. */
function lintAddresses(module: HardwareModule, busWidthBits: number | undefined, report: Report): void {
  const window = (busWidthBits ?? 0) / 8;
  const taken = new Map<number, string>();
  for (const { id, offset, address } of module.operations) {
    if (busWidthBits === undefined) {
      if (address !== undefined) report(offset, `"${id}" has an address, but "${module.id}" has no target socket`);
      continue;
    }
    if (address === undefined) {
      report(offset, `"${id}" needs an address: "${module.id}" provides it over a target socket`);
      continue;
    }
    if (address.value % window !== 0) {
      report(offset, `address ${address.text} is not a multiple of ${window}, the bytes of the bus`);
    }
    const other = taken.get(address.value);
    if (other !== undefined) report(offset, `"${id}" and "${other}" share the address ${address.text}`);
    taken.set(address.value, id);
  }
}

/** Every operation and time of every module has its number, and nothing else has. */
function lintProfile(hardware: Hardware, profile: HardwareProfile, report: Report): void {
  const timed = hardware.modules.filter(isTimed);
  for (const { module } of profile.modules) {
    if (timed.some(({ id }) => id === module.name)) continue;
    const known = timed.map(({ id }) => id);
    report(module.offset, `"${module.name}" is not a module with costs${didYouMean(module.name, known)}`);
  }
  for (const module of timed) {
    const timing = profile.modules.find(({ module: { name } }) => name === module.id);
    if (timing === undefined) {
      report(profile.offset, `profile "${profile.id}" has no numbers for "${module.id}"; add them`);
      continue;
    }
    const where = `profile "${profile.id}", module "${module.id}"`;
    lintNumbers(module.operations, timing.laws, 'operation', where, timing.module.offset, report);
    lintNumbers(module.times, timing.times, 'time', where, timing.module.offset, report);
    lintNumbers(module.ratios, timing.ratios, 'ratio', where, timing.module.offset, report);
  }
}

function lintNumbers(
  wanted: readonly { readonly id: string }[],
  given: readonly { readonly id: string; readonly offset: number }[],
  what: string,
  where: string,
  offset: number,
  report: Report,
): void {
  const known = wanted.map(({ id }) => id);
  for (const each of given) {
    if (known.includes(each.id)) continue;
    report(each.offset, `${where}: there is no ${what} "${each.id}"${didYouMean(each.id, known)}`);
  }
  for (const id of known) {
    if (!given.some((each) => each.id === id)) report(offset, `${where}: the numbers of ${what} "${id}" are missing`);
  }
}
