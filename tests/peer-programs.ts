import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

/** Absolute path of a program on PATH, or undefined. */
export function executable(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(runs);
}

/** Chromium under each of its names in distributions. */
export function chromiumExecutable(): string | undefined {
  return ['chromium', 'chromium-browser', 'google-chrome'].map(executable).find((path) => path !== undefined);
}

/** Firefox under each of its names in distributions. */
export function firefoxExecutable(): string | undefined {
  return ['firefox-esr', 'firefox'].map(executable).find((path) => path !== undefined);
}

/** The folder for `LD_LIBRARY_PATH` of tstclnt: Firefox's NSS, which implements the final DTLS 1.3. */
export function nssLibraries(): string | undefined {
  return ['/usr/lib/firefox-esr', '/usr/lib/firefox'].find((folder) => existsSync(join(folder, 'libnss3.so')));
}

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
