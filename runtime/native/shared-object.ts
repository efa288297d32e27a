import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Sizes and offsets of 64-bit ELF, System V ABI chapters 4 and 5. */
const HEADER = 64;
const PROGRAM_HEADER = 56;
const MACHINES: Readonly<Record<string, number>> = { x64: 62, arm64: 183, riscv64: 243 };

/**
 * Why a file is no shared object that this processor can load, or undefined. The system's loader would map a file that
 * was cut short, and the process would end when it reads the missing part.
 *
 * @throws the error of the system when the file cannot be read.
 */
export function sharedObjectProblem(path: string, arch: string): string | undefined {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const header = read(file, 0, HEADER);
    // The magic, 64 bits, little endian.
    if (header === undefined || header.toString('latin1', 0, 6) !== '\x7fELF\x02\x01')
      return 'it is no 64-bit ELF file';
    const wanted = MACHINES[arch];
    if (wanted !== undefined && header.readUInt16LE(18) !== wanted) return `it is not for ${arch}`;
    const count = header.readUInt16LE(56);
    const headers = read(file, Number(header.readBigUInt64LE(32)), count * PROGRAM_HEADER);
    if (headers === undefined) return 'it was cut short';
    for (let at = 0; at < headers.length; at += PROGRAM_HEADER) {
      const end = headers.readBigUInt64LE(at + 8) + headers.readBigUInt64LE(at + 32);
      if (end > size) return 'it was cut short';
    }
    return undefined;
  } finally {
    closeSync(file);
  }
}

/** Undefined if the file has fewer bytes. */
function read(file: number, at: number, length: number): Buffer | undefined {
  const bytes = Buffer.alloc(length);
  return readSync(file, bytes, 0, length, at) === length ? bytes : undefined;
}
