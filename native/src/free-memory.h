#ifndef WIRECHART_FREE_MEMORY_H
#define WIRECHART_FREE_MEMORY_H

#include <node_api.h>

namespace wirechart {

// Adds returnFreeMemory() to the exports of one environment.
void registerFreeMemory(napi_env env, napi_value exports);

}  // namespace wirechart

#endif
