#ifndef WIRECHART_PROBES_H
#define WIRECHART_PROBES_H

#include <node_api.h>

namespace wirechart {

// Adds probeSockets() to the exports of one environment.
void registerProbes(napi_env env, napi_value exports);

}  // namespace wirechart

#endif
