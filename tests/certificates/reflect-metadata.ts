// @peculiar/x509 finds its algorithms through a container that insists on an abandoned proposal, Reflect.metadata, and
// then finds nothing in it: no class here carries metadata. So the two readers suffice; import this before the library.
if (!('getMetadata' in Reflect)) {
  Object.assign(Reflect, { getMetadata: () => undefined, getOwnMetadata: () => undefined });
}
