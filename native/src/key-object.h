#ifndef WIRECHART_KEY_OBJECT_H
#define WIRECHART_KEY_OBJECT_H

#include <node_api.h>
#include <openssl/evp.h>

#include "arguments.h"

namespace wirechart {

// An object of JavaScript that owns `key`. Takes the key over in any case; throws where there is no memory.
napi_value wrapKey(napi_env env, EVP_PKEY* key);

// Borrows the key of the argument; throws where it is no key of wrapKey.
bool unwrapKey(const Arguments& arguments, size_t index, EVP_PKEY** out);

}  // namespace wirechart

#endif
