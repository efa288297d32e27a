import type { HardwareLaw, HardwareModuleTiming, HardwareProfile } from '../model/hardware.ts';
import type { YamlEntry } from '../model/yaml-tree.ts';
import type { HardwareMapReader } from './hardware-map-reader.ts';

const MAX_PS = Number.MAX_SAFE_INTEGER;
const MAX_PPM = 1_000_000;
const LAW = ['blockBytes', 'setupPs', 'perBlockPs', 'ref'];
const QUANTITY = ['value', 'ref'];

/** One profile: every key except `doc` is a module. */
export function readProfile(keys: HardwareMapReader, entry: YamlEntry): HardwareProfile {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(entry.key)) {
    keys.report(entry.keyOffset, `profile "${entry.key}" is not in kebab-case`);
  }
  const entries = keys.entries(entry);
  const doc = new Map(entries.filter(({ key }) => key === 'doc').map((each) => [each.key, each]));
  const modules = entries.filter(({ key }) => key !== 'doc').map((each) => readTiming(keys, each));
  return { ...keys.base(entry, doc), modules };
}

/** A name that ends in `Ps` is a time, one in `Ppm` a ratio, any other an operation with its law. */
function readTiming(keys: HardwareMapReader, entry: YamlEntry): HardwareModuleTiming {
  const entries = keys.entries(entry);
  const isPlain = ({ key }: YamlEntry): boolean => key.endsWith('Ps') || key.endsWith('Ppm');
  return {
    module: { name: entry.key, offset: entry.keyOffset },
    laws: entries.filter((each) => !isPlain(each)).map((each) => readLaw(keys, each)),
    times: entries
      .filter(({ key }) => key.endsWith('Ps'))
      .map((each) => {
        const { value: ps, ...place } = readQuantity(keys, each, 'time', MAX_PS);
        return { ...place, ps };
      }),
    ratios: entries
      .filter(({ key }) => key.endsWith('Ppm'))
      .map((each) => {
        const { value: ppm, ...place } = readQuantity(keys, each, 'ratio', MAX_PPM);
        return { ...place, ppm };
      }),
  };
}

function readQuantity(keys: HardwareMapReader, entry: YamlEntry, what: string, max: number) {
  const found = keys.entriesByKey(entry.value, `${what} "${entry.key}"`, QUANTITY);
  return {
    id: entry.key,
    offset: entry.keyOffset,
    value: keys.integer(found.get('value'), entry.value, 'value', 0, max),
    ref: keys.need(found.get('ref'), entry.value, 'ref'),
  };
}

function readLaw(keys: HardwareMapReader, entry: YamlEntry): HardwareLaw {
  const found = keys.entriesByKey(entry.value, `the law of "${entry.key}"`, LAW);
  return {
    id: entry.key,
    offset: entry.keyOffset,
    blockBytes: keys.integer(found.get('blockBytes'), entry.value, 'blockBytes', 1, 2 ** 24),
    setupPs: keys.integer(found.get('setupPs'), entry.value, 'setupPs', 0, MAX_PS),
    perBlockPs: keys.integer(found.get('perBlockPs'), entry.value, 'perBlockPs', 0, MAX_PS),
    ref: keys.need(found.get('ref'), entry.value, 'ref'),
  };
}
