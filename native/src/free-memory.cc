#include "free-memory.h"

#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "arguments.h"

namespace wirechart {
namespace {

// returnFreeMemory(): gives whole pages that malloc holds without use back to the system.
napi_value returnFreeMemory(napi_env, napi_callback_info) {
#ifdef __GLIBC__
  // glibc itself only gives back the end of its heap, and one block near the end keeps all before it.
  malloc_trim(0);
#endif
  return nullptr;
}

}  // namespace

void registerFreeMemory(napi_env env, napi_value exports) {
  addFunction(env, exports, "returnFreeMemory", returnFreeMemory);
}

}  // namespace wirechart
