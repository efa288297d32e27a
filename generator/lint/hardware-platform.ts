import type { Report } from '../diagnostics/report.ts';
import { didYouMean } from '../diagnostics/suggestion.ts';
import type { Hardware, HardwareEnd, HardwarePlatform } from '../model/hardware.ts';
import { type InstanceKind, instanceKind, membersOf, type ResolvedEnd, resolveEnd } from '../model/hardware-walk.ts';
import { camelCase } from '../names/identifier.ts';

/** Every end of every instance must be connected once, to a matching end. */
export function lintPlatforms(hardware: Hardware, report: Report): void {
  for (const platform of hardware.platforms) new PlatformLint(hardware, platform, report).run();
}

class PlatformLint {
  readonly #hardware: Hardware;
  readonly #platform: HardwarePlatform;
  readonly #report: Report;
  /** How often each `instance.member` is wired. */
  readonly #wired = new Map<string, number>();

  constructor(hardware: Hardware, platform: HardwarePlatform, report: Report) {
    this.#hardware = hardware;
    this.#platform = platform;
    this.#report = report;
  }

  run(): void {
    const { id, offset, instances } = this.#platform;
    if (instances.length === 0) this.#report(offset, `platform "${id}" has no instances`);
    this.#lintNames();
    this.#lintInstances();
    this.#lintBindings();
    this.#lintFifos();
    for (const { port } of this.#platform.exports) {
      if (this.#resolve(port) !== undefined) this.#wire(port, 1);
    }
    this.#lintUnconnected();
  }

  /** Instances, fifos and exports become fields of one class. */
  #lintNames(): void {
    // `new` would make the parts a constructor.
    const names = new Set(['kernel', 'name', 'constructor', 'new']);
    for (const { id, offset } of [...this.#platform.instances, ...this.#platform.fifos, ...this.#platform.exports]) {
      if (names.has(camelCase(id))) {
        this.#report(offset, `"${id}" is already a name in "${this.#platform.id}"; choose another`);
      }
      names.add(camelCase(id));
    }
  }

  #lintInstances(): void {
    for (const { id, of } of this.#platform.instances) {
      if (this.#kind(id) !== undefined) continue;
      const platforms = this.#hardware.platforms.slice(0, this.#hardware.platforms.indexOf(this.#platform));
      const known = [...this.#hardware.modules, ...platforms].map((each) => each.id);
      const reason = `"${of.name}" is neither a module nor a platform declared above${didYouMean(of.name, known)}`;
      this.#report(of.offset, reason);
    }
  }

  #lintBindings(): void {
    for (const { initiator, target } of this.#platform.bindings) {
      const from = this.#socket(initiator, 'initiator');
      const to = this.#socket(target, 'target');
      if (from !== undefined && to !== undefined && from.socket.busWidthBits !== to.socket.busWidthBits) {
        const widths = `${from.socket.busWidthBits} bits wide, ${name(target)} ${to.socket.busWidthBits}`;
        this.#report(initiator.offset, `${name(initiator)} is ${widths}; a binding joins equal widths`);
      }
      if (from !== undefined) this.#wire(initiator, 1);
      if (to !== undefined) this.#wire(target, to.socket.initiators);
    }
  }

  #lintFifos(): void {
    const items = this.#hardware.items.map(({ id }) => id);
    for (const { item, from, to } of this.#platform.fifos) {
      if (!items.includes(item.name)) {
        this.#report(item.offset, `"${item.name}" is not an item${didYouMean(item.name, items)}`);
      }
      this.#lintPort(from, 'out', item.name);
      this.#lintPort(to, 'in', item.name);
    }
  }

  #lintPort(end: HardwareEnd, direction: 'in' | 'out', item: string): void {
    const resolved = this.#resolve(end);
    if (resolved === undefined) return;
    if (resolved.kind !== 'port' || resolved.port.direction !== direction) {
      const side = direction === 'out' ? '"from"' : '"to"';
      this.#report(end.offset, `${side} must be a port with direction ${direction}; ${name(end)} is not`);
      return;
    }
    if (resolved.port.item.name !== item) {
      this.#report(end.offset, `${name(end)} carries "${resolved.port.item.name}", this fifo "${item}"`);
    }
    this.#wire(end, 1);
  }

  #socket(end: HardwareEnd, role: 'initiator' | 'target'): Extract<ResolvedEnd, { kind: 'socket' }> | undefined {
    const resolved = this.#resolve(end);
    if (resolved === undefined) return undefined;
    if (resolved.kind === 'socket' && resolved.socket.role === role) return resolved;
    this.#report(end.offset, `${name(end)} is not a socket with the role ${role}`);
    return undefined;
  }

  /** Everything an instance offers must be bound or exported. */
  #lintUnconnected(): void {
    for (const { id, offset } of this.#platform.instances) {
      const kind = this.#kind(id);
      for (const member of kind === undefined ? [] : membersOf(kind)) {
        if (this.#wired.has(`${id}.${member}`)) continue;
        this.#report(offset, `${id}.${member} is not connected; bind or export it`);
      }
    }
  }

  #wire(end: HardwareEnd, room: number): void {
    const count = (this.#wired.get(name(end)) ?? 0) + 1;
    this.#wired.set(name(end), count);
    if (count <= room) return;
    const allowed = room === 1 ? 'once' : `${room} times`;
    this.#report(end.offset, `${name(end)} is connected ${count} times; it can be ${allowed}`);
  }

  #kind(instance: string): InstanceKind | undefined {
    const found = this.#platform.instances.find(({ id }) => id === instance);
    return found === undefined ? undefined : instanceKind(this.#hardware, this.#platform, found.of.name);
  }

  #resolve(end: HardwareEnd): ResolvedEnd | undefined {
    // Already reported: by the reader, or for the instance itself.
    if (end.instance === '') return undefined;
    const resolved = resolveEnd(this.#hardware, this.#platform, end);
    if (resolved !== undefined) return resolved;
    const instances = this.#platform.instances.map(({ id }) => id);
    if (!instances.includes(end.instance)) {
      this.#report(end.offset, `there is no instance "${end.instance}"${didYouMean(end.instance, instances)}`);
      return undefined;
    }
    const kind = this.#kind(end.instance);
    if (kind === undefined) return undefined;
    const hint = didYouMean(end.member, membersOf(kind));
    this.#report(end.offset, `"${end.instance}" has no socket, port or export "${end.member}" to connect${hint}`);
    return undefined;
  }
}

function name(end: HardwareEnd): string {
  return `${end.instance}.${end.member}`;
}
