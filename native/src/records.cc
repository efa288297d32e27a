#include "records.h"

#include <cstdio>

#include "arguments.h"
#include "core/context-cache.h"
#include "core/record-batch.h"

namespace wirechart {
namespace {

// Contexts that are kept, for all connections of an environment together: 8 MB.
constexpr size_t kPlaces = 4096;
constexpr int64_t kMostId = (int64_t{1} << 53) - 1;

// What the functions of one environment share.
struct Records {
  Aeads aeads;
  ContextCache contexts{kPlaces};
  Array<Record> batch;
};

// The first four arguments of each function: keys, keysAt, id, algorithm.
struct Keyed {
  const uint8_t* keys = nullptr;
  uint64_t id = 0;
  const Aead* aead = nullptr;
};

bool readKeyed(const Arguments& arguments, const Records& records, Keyed* out) {
  Bytes keys;
  int64_t keysAt, id, algorithm;
  if (!arguments.bytes(0, "keys", &keys) || !arguments.integer(1, "keysAt", 0, kMostId, &keysAt) ||
      !arguments.integer(2, "id", 0, kMostId, &id) || !arguments.integer(3, "algorithm", 0, kAeads - 1, &algorithm))
    return false;
  if (!keys.has(static_cast<uint64_t>(keysAt), kKeyBlockLength)) {
    throwError(arguments.env(), kBadRange, "keys are too short or destroyed");
    return false;
  }
  out->keys = keys.data + keysAt;
  out->id = static_cast<uint64_t>(id);
  out->aead = records.aeads.find(algorithm);
  if (out->aead != nullptr) return true;
  throwError(arguments.env(), kUnsupported, "algorithm is missing in this OpenSSL");
  return false;
}

napi_value integerValue(napi_env env, int64_t number) {
  napi_value value = nullptr;
  napi_create_int64(env, number, &value);
  return value;
}

napi_value throwFault(napi_env env, const RecordFault& fault) {
  char message[160];
  snprintf(message, sizeof message, "%s of record %zu %s", fault.field, fault.record, fault.reason);
  return throwError(env, kBadRange, message);
}

// (keys, keysAt, id, algorithm, slab, descriptors, count): for `open` the number of authentic records. `seal` also takes
// (content, spans).
template <RecordCall call>
napi_value protect(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  Records& records = *static_cast<Records*>(arguments.data());
  Keyed keyed;
  Bytes slab;
  Int32s descriptors;
  int64_t count;
  if (!readKeyed(arguments, records, &keyed) || !arguments.bytes(4, "slab", &slab) ||
      !arguments.int32s(5, "descriptors", &descriptors) || !arguments.integer(6, "count", 0, INT32_MAX, &count))
    return nullptr;
  const size_t size = static_cast<size_t>(count);
  if (size > descriptors.length / kRecordFields)
    return throwError(env, kBadRange, "descriptors are fewer than count");
  // Twice as many: batches of a growing size do not reserve each time.
  if (records.batch.size() < size && !records.batch.make(2 * size)) return throwError(env, kInternal, "no memory");
  Record* const batch = records.batch.data();
  RecordFault fault;
  if (!readRecords(descriptors.data, size, slab.length, keyed.aead->tagLength, call, batch, &fault))
    return throwFault(env, fault);
  // Two arguments of `seal` that may be missing.
  if (call == RecordCall::seal && !arguments.isUndefined(7)) {
    Bytes content;
    Int32s spans;
    if (!arguments.bytes(7, "content", &content) || !arguments.int32s(8, "spans", &spans)) return nullptr;
    if (size > spans.length / 2) return throwError(env, kBadRange, "spans are fewer than count");
    if (!readContents({content.data, content.length, spans.data}, size, batch, &fault)) return throwFault(env, fault);
  }
  RecordContext* const context = records.contexts.take(keyed.id, keyed.aead);
  if (context == nullptr) return throwError(env, kInternal, "no memory");
  size_t authentic = 0;
  bool done;
  if constexpr (call == RecordCall::seal) {
    done = sealRecords(context, keyed.keys, slab.data, batch, size);
  } else if constexpr (call == RecordCall::unmask) {
    done = maskRecords(context, keyed.keys, slab.data, batch, size);
  } else {
    done = openRecords(context, keyed.keys, slab.data, batch, size, descriptors.data, &authentic);
  }
  if (!done) return throwError(env, kCrypto, "OpenSSL cannot protect the records");
  return call == RecordCall::open ? integerValue(env, static_cast<int64_t>(authentic)) : nullptr;
}

// (keys, keysAt, id, algorithm, nonce, slab, aadAt, at, length): the methods of Aead; `open` returns whether the record
// is authentic.
template <RecordCall call>
napi_value protectOne(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  Records& records = *static_cast<Records*>(arguments.data());
  Keyed keyed;
  Bytes nonce, slab;
  int64_t aadAt, at, length;
  if (!readKeyed(arguments, records, &keyed) || !arguments.bytes(4, "nonce", &nonce) ||
      !arguments.bytes(5, "slab", &slab) || !arguments.integer(6, "aadAt", 0, INT32_MAX, &aadAt) ||
      !arguments.integer(7, "at", aadAt, INT32_MAX, &at) || !arguments.integer(8, "length", 0, INT32_MAX, &length))
    return nullptr;
  const int64_t tagLength = keyed.aead->tagLength;
  if (nonce.length != kNonceLength) return throwError(env, kBadRange, "nonce does not have 12 bytes");
  const int64_t whole = call == RecordCall::seal ? length + tagLength : length;
  if (!slab.has(static_cast<uint64_t>(at), static_cast<uint64_t>(whole)))
    return throwError(env, kBadRange, "length is more than the slab has room for");
  RecordContext* const context = records.contexts.take(keyed.id, keyed.aead);
  if (context == nullptr) return throwError(env, kInternal, "no memory");
  const uint8_t* const header = slab.data + aadAt;
  const size_t headerLength = static_cast<size_t>(at - aadAt);
  uint8_t* const body = slab.data + at;
  if constexpr (call == RecordCall::seal) {
    if (!context->seal(keyed.keys, nonce.data, header, headerLength, body, static_cast<size_t>(length)))
      throwError(env, kCrypto, "OpenSSL cannot seal the record");
    return nullptr;
  }
  const Opened opened = length < tagLength ? Opened::forged
                                           : context->open(keyed.keys, nonce.data, header, headerLength, body,
                                                           static_cast<size_t>(length - tagLength));
  if (opened == Opened::failed) return throwError(env, kCrypto, "OpenSSL cannot open the record");
  napi_value value = nullptr;
  napi_get_boolean(env, opened == Opened::authentic, &value);
  return value;
}

// (keys, keysAt, id, algorithm, slab, at, target): the first two bytes of the mask.
napi_value maskOne(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  Records& records = *static_cast<Records*>(arguments.data());
  Keyed keyed;
  Bytes slab, target;
  int64_t at;
  if (!readKeyed(arguments, records, &keyed) || !arguments.bytes(4, "slab", &slab) ||
      !arguments.integer(5, "sampleAt", 0, INT32_MAX, &at) || !arguments.bytes(6, "target", &target))
    return nullptr;
  if (!slab.has(static_cast<uint64_t>(at), kSampleLength))
    return throwError(env, kBadRange, "sampleAt is not 16 bytes before the end of the slab");
  if (target.length < 2) return throwError(env, kBadRange, "target has no two bytes");
  RecordContext* const context = records.contexts.take(keyed.id, keyed.aead);
  if (context == nullptr) return throwError(env, kInternal, "no memory");
  uint8_t mask[kSampleLength];
  if (!context->masks(keyed.keys, slab.data + at, 1, mask))
    return throwError(env, kCrypto, "OpenSSL cannot compute the mask");
  target.data[0] = mask[0];
  target.data[1] = mask[1];
  return nullptr;
}

// (id): frees the contexts of these keys.
napi_value forgetKeys(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  int64_t id;
  if (arguments.integer(0, "id", 0, kMostId, &id))
    static_cast<Records*>(arguments.data())->contexts.forget(static_cast<uint64_t>(id));
  return nullptr;
}

// (algorithm): whether this OpenSSL has the AEAD and the cipher of its mask.
napi_value hasAead(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  int64_t algorithm;
  if (!arguments.integer(0, "algorithm", 0, kAeads - 1, &algorithm)) return nullptr;
  napi_value value = nullptr;
  napi_get_boolean(env, static_cast<Records*>(arguments.data())->aeads.find(algorithm) != nullptr, &value);
  return value;
}

}  // namespace

void registerRecords(napi_env env, napi_value exports) {
  Records* const records = create<Records>();
  if (records == nullptr) return;
  const napi_status status =
      napi_add_env_cleanup_hook(env, [](void* data) { destroy(static_cast<Records*>(data)); }, records);
  if (status != napi_ok) {
    destroy(records);
    return;
  }
  addFunction(env, exports, "sealRecords", protect<RecordCall::seal>, records);
  addFunction(env, exports, "unmaskRecords", protect<RecordCall::unmask>, records);
  addFunction(env, exports, "openRecords", protect<RecordCall::open>, records);
  addFunction(env, exports, "sealOne", protectOne<RecordCall::seal>, records);
  addFunction(env, exports, "openOne", protectOne<RecordCall::open>, records);
  addFunction(env, exports, "maskOne", maskOne, records);
  addFunction(env, exports, "forgetKeys", forgetKeys, records);
  addFunction(env, exports, "hasAead", hasAead, records);
  napi_value places = nullptr;
  if (napi_create_uint32(env, static_cast<uint32_t>(records->contexts.places()), &places) == napi_ok)
    napi_set_named_property(env, exports, "recordContexts", places);
}

}  // namespace wirechart
