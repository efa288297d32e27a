#include "probes.h"

#include "arguments.h"
#include "socket-probe.h"

namespace wirechart {
namespace {

// probeSockets(): 0 or a negative number of the system for each feature, by its name.
napi_value probeSockets(napi_env env, napi_callback_info) {
  napi_value result;
  napi_value value;
  if (napi_create_object(env, &result) != napi_ok) return nullptr;
  for (size_t index = 0; index < kSocketProbeCount; index++) {
    const SocketProbe& probe = kSocketProbes[index];
    if (napi_create_int32(env, -probe.run(), &value) != napi_ok ||
        napi_set_named_property(env, result, probe.name, value) != napi_ok)
      return throwError(env, kInternal, "no memory");
  }
  return result;
}

}  // namespace

void registerProbes(napi_env env, napi_value exports) { addFunction(env, exports, "probeSockets", probeSockets); }

}  // namespace wirechart
