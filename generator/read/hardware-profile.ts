import type { HardwareLaw, HardwareModuleTiming, HardwareProfile } from '../model/hardware.ts';
import type { YamlEntry } from '../model/yaml-tree.ts';
import type { HardwareKeys } from './hardware-keys.ts';

const MAX_PS = Number.MAX_SAFE_INTEGER;
const LAW = ['blockBytes', 'setupPs', 'perBlockPs', 'ref'];
const TIME = ['value', 'ref'];

/** One profile: beside its doc every key is a module. */
export function readProfile(keys: HardwareKeys, entry: YamlEntry): HardwareProfile {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(entry.key)) {
    keys.report(entry.keyOffset, `profile "${entry.key}" is not in kebab-case`);
  }
  const entries = keys.entries(entry);
  const doc = new Map(entries.filter(({ key }) => key === 'doc').map((each) => [each.key, each]));
  const modules = entries.filter(({ key }) => key !== 'doc').map((each) => readTiming(keys, each));
  return { ...keys.base(entry, doc), modules };
}

/** A name that ends in `Ps` is a time, any other an operation with its law. */
function readTiming(keys: HardwareKeys, entry: YamlEntry): HardwareModuleTiming {
  const entries = keys.entries(entry);
  return {
    module: { name: entry.key, offset: entry.keyOffset },
    laws: entries.filter(({ key }) => !key.endsWith('Ps')).map((each) => readLaw(keys, each)),
    times: entries
      .filter(({ key }) => key.endsWith('Ps'))
      .map((each) => {
        const found = keys.open(each.value, `time "${each.key}"`, TIME);
        return {
          id: each.key,
          offset: each.keyOffset,
          ps: keys.integer(found.get('value'), each.value, 'value', 0, MAX_PS),
          ref: keys.need(found.get('ref'), each.value, 'ref'),
        };
      }),
  };
}

function readLaw(keys: HardwareKeys, entry: YamlEntry): HardwareLaw {
  const found = keys.open(entry.value, `the law of "${entry.key}"`, LAW);
  return {
    id: entry.key,
    offset: entry.keyOffset,
    blockBytes: keys.integer(found.get('blockBytes'), entry.value, 'blockBytes', 1, 2 ** 24),
    setupPs: keys.integer(found.get('setupPs'), entry.value, 'setupPs', 0, MAX_PS),
    perBlockPs: keys.integer(found.get('perBlockPs'), entry.value, 'perBlockPs', 0, MAX_PS),
    ref: keys.need(found.get('ref'), entry.value, 'ref'),
  };
}
