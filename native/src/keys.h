#ifndef WIRECHART_KEYS_H
#define WIRECHART_KEYS_H

#include <node_api.h>

namespace wirechart {

// Adds the functions for key schedule, key exchange and signatures to the exports of one environment.
void registerKeys(napi_env env, napi_value exports);

}  // namespace wirechart

#endif
