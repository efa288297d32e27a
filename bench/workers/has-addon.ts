import { AddonError, loadAddon } from 'wirechart/native';

/** Whether the native addon can be used here. */
export function hasAddon(): boolean {
  try {
    loadAddon();
    return true;
  } catch (error) {
    if (error instanceof AddonError) return false;
    throw error;
  }
}
