import { NamedGroup, NamedGroupAttributes } from '../../../generated/dtls13/registries/named-group.ts';
import type { GroupName } from '../../crypto/provider.ts';

/** The attributes of a group that a provider can have. */
function attributesOf(group: GroupName): NamedGroupAttributes {
  return NamedGroupAttributes[NamedGroup[group]] as NamedGroupAttributes;
}

/** Whether a client's share of this group has this length. Of a hybrid, the two sides' shares differ; RFC 10024. */
export function isClientShareLength(group: GroupName, length: number): boolean {
  return attributesOf(group).clientShareLength === length;
}

/** Whether a server's share of this group has this length. */
export function isServerShareLength(group: GroupName, length: number): boolean {
  return attributesOf(group).serverShareLength === length;
}

/** Whether the group withstands a quantum computer. */
export function isPostQuantum(group: GroupName): boolean {
  return attributesOf(group).postQuantum;
}
