#ifndef WIRECHART_SOCKETS_H
#define WIRECHART_SOCKETS_H

#include <node_api.h>

namespace wirechart {

// Adds the functions for UDP sockets to the exports of one environment, as the object `udp`.
void registerSockets(napi_env env, napi_value exports);

}  // namespace wirechart

#endif
