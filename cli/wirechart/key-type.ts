/** The keys of `wirechart cert`, in the order of the help text. */
export const KEY_TYPES = ['p256', 'p384', 'p521', 'ed25519', 'rsa', 'ml-dsa-44', 'ml-dsa-65', 'ml-dsa-87'] as const;

export type KeyType = (typeof KEY_TYPES)[number];
