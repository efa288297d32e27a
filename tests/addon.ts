import test from 'ava';
import { AddonError, loadAddon } from 'wirechart/native';
import { type Need, type TestBody, testThatNeeds } from './needed-software.ts';

/** The native addon of the package. */
export const addon: Need = { name: 'addon', absence: absence() };

function absence(): string | undefined {
  try {
    loadAddon();
    return undefined;
  } catch (error) {
    if (error instanceof AddonError) return error.message;
    throw error;
  }
}

/** A test that needs the native addon. */
export function addonTest(title: string, body: TestBody): void {
  testThatNeeds(addon, title, body);
}

/** The same, one at a time. */
export function addonSerialTest(title: string, body: TestBody): void {
  testThatNeeds(addon, title, body, test.serial);
}
