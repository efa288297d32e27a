import type { Need } from './needed-software.ts';
import { executable } from './peer-programs.ts';

/** The compilers of GCC for Linux, which build the addon and what the tests of its sockets preload. */
export const [gcc, gxx] = (['gcc', 'g++'] as const).map(compiler) as [Need, Need];

function compiler(name: 'gcc' | 'g++'): Need {
  if (process.platform !== 'linux') return { name, absence: 'this is not Linux' };
  return {
    name,
    absence: executable(name) === undefined ? `${name} is not installed: apt-get install ${name}` : undefined,
  };
}
