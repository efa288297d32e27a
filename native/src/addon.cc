#include <node_api.h>
#include <openssl/crypto.h>
#include <openssl/opensslv.h>

#include "arguments.h"
#include "free-memory.h"
#include "keys.h"
#include "probes.h"
#include "records.h"
#include "sockets.h"

#ifndef WIRECHART_VERSION
#error "WIRECHART_VERSION is the version of package.json, as a string"
#endif

namespace wirechart {
namespace {

void setText(napi_env env, napi_value exports, const char* name, const char* text) {
  napi_value value;
  if (napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value) != napi_ok) return;
  napi_set_named_property(env, exports, name, value);
}

}  // namespace
}  // namespace wirechart

// Runs once in each environment: in the main thread, and again in each worker that loads the file.
NAPI_MODULE_INIT() {
  wirechart::setText(env, exports, "version", WIRECHART_VERSION);
  wirechart::setText(env, exports, "openssl", OpenSSL_version(OPENSSL_VERSION_STRING));
  wirechart::setText(env, exports, "opensslHeaders", OPENSSL_FULL_VERSION_STR);
  wirechart::registerSockets(env, exports);
  wirechart::registerRecords(env, exports);
  wirechart::registerKeys(env, exports);
  wirechart::registerProbes(env, exports);
  wirechart::registerFreeMemory(env, exports);
  return exports;
}
