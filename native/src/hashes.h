#ifndef WIRECHART_HASHES_H
#define WIRECHART_HASHES_H

#include <node_api.h>

namespace wirechart {

// Adds HMAC and HKDF to the exports of one environment.
void registerHashes(napi_env env, napi_value exports);

}  // namespace wirechart

#endif
