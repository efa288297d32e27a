#include "sockets.h"

#include <net/if.h>

#include <cerrno>
#include <cstring>

#include "arguments.h"
#include "udp-table.h"

namespace wirechart {
namespace {

constexpr int64_t kMostId = (int64_t{1} << 53) - 1;

UdpTable* tableOf(const Arguments& arguments) { return static_cast<UdpTable*>(arguments.data()); }

napi_value number(napi_env env, int32_t value) {
  napi_value result = nullptr;
  napi_create_int32(env, value, &result);
  return result;
}

bool idOf(const Arguments& arguments, int64_t* id) { return arguments.integer(0, "id", 0, kMostId, id); }

// open(callback): the number of the socket.
napi_value open(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  napi_value callback;
  if (!arguments.function(0, "callback", &callback)) return nullptr;
  const char* call;
  const int64_t id = tableOf(arguments)->open(callback, &call);
  if (id < 0) return throwSystemError(env, static_cast<int>(id), call);
  napi_value result = nullptr;
  napi_create_int64(env, id, &result);
  return result;
}

// hold(): the number of a held socket; the control block has its address.
napi_value hold(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  const char* call;
  const int64_t held = tableOf(arguments)->hold(&call);
  if (held < 0) return throwSystemError(env, static_cast<int>(held), call);
  napi_value result = nullptr;
  napi_create_int64(env, held, &result);
  return result;
}

// adopt(held, callback): the number of the socket.
napi_value adopt(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  int64_t held;
  napi_value callback;
  if (!arguments.integer(0, "held", 0, kMostId, &held) || !arguments.function(1, "callback", &callback)) return nullptr;
  const char* call;
  const int64_t id = tableOf(arguments)->adopt(held, callback, &call);
  if (id < 0) return throwSystemError(env, static_cast<int>(id), call);
  napi_value result = nullptr;
  napi_create_int64(env, id, &result);
  return result;
}

// release(held): closes a socket that this environment holds. Another number is ignored.
napi_value release(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  int64_t held;
  if (arguments.integer(0, "held", 0, kMostId, &held)) tableOf(arguments)->release(held);
  return nullptr;
}

// connect(id), to the address of the control block: 0 or a negative error.
napi_value connect(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  int64_t id;
  if (!idOf(arguments, &id)) return nullptr;
  UdpTable* table = tableOf(arguments);
  const UdpSocket* socket = table->find(id);
  const AddressRecord record = table->memory()->control()->sends[0].to;
  SocketAddress to;
  if (socket == nullptr) return number(env, -EBADF);
  if (!toSocketAddress(record, &to)) return number(env, -EINVAL);
  return number(env, ::connect(socket->fd(), &to.generic, to.length) == 0 ? 0 : -errno);
}

// address(id), into the control block: 0 or a negative error.
napi_value address(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  int64_t id;
  if (!idOf(arguments, &id)) return nullptr;
  UdpTable* table = tableOf(arguments);
  const UdpSocket* socket = table->find(id);
  if (socket == nullptr) return number(env, -EBADF);
  SocketAddress local{};
  local.length = sizeof local.v6;
  if (getsockname(socket->fd(), &local.generic, &local.length) != 0) return number(env, -errno);
  return number(env, toRecord(local, &table->memory()->control()->sends[0].to) ? 0 : -EAFNOSUPPORT);
}

// send(id, arrays, count): a SendStatus or a negative error; the control block has the rest of the result.
napi_value send(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  int64_t id;
  int64_t count;
  bool isArray = false;
  if (!idOf(arguments, &id) || !arguments.integer(2, "count", 0, kSendBuffers, &count)) return nullptr;
  if (napi_is_array(env, arguments.at(1), &isArray) != napi_ok || !isArray)
    return throwError(env, kBadType, "arrays is not an array");
  UdpTable* table = tableOf(arguments);
  UdpSocket* socket = table->find(id);
  if (socket == nullptr) return number(env, -EBADF);
  SendResult result;
  if (!table->send(socket, arguments.at(1), static_cast<size_t>(count), &result))
    return throwError(env, kBadType, "arrays has no elements");
  int32_t* words = table->memory()->control()->result;
  words[kAccepted] = static_cast<int32_t>(result.accepted);
  words[kAcceptedBytes] = static_cast<int32_t>(result.bytes);
  words[kError] = result.error;
  words[kSkipped] = static_cast<int32_t>(result.skipped);
  return number(env, static_cast<int32_t>(result.status));
}

// close(id). A closed one is ignored.
napi_value close(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  int64_t id;
  if (idOf(arguments, &id)) tableOf(arguments)->close(id);
  return nullptr;
}

// reference(id, wanted): whether the socket keeps the loop alive. A closed one is ignored.
napi_value reference(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  int64_t id;
  bool wanted;
  if (!idOf(arguments, &id) || !arguments.boolean(1, "wanted", &wanted)) return nullptr;
  UdpSocket* socket = tableOf(arguments)->find(id);
  if (socket != nullptr) socket->reference(wanted);
  return nullptr;
}

// counters(id, target): into a Float64Array of 18 elements. 0 or a negative error.
napi_value counters(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  int64_t id;
  Doubles target;
  if (!idOf(arguments, &id) || !arguments.doubles(1, "target", &target)) return nullptr;
  const UdpSocket* socket = tableOf(arguments)->find(id);
  if (socket == nullptr) return number(env, -EBADF);
  const ReceiveCounters& received = socket->receiver().counters();
  const SendCounters& sent = socket->sender().counters();
  const uint64_t values[] = {
      socket->sender().gso(), socket->gro(),   socket->batches(),  received.calls, received.coalesced,
      received.truncated,     sent.calls,      sent.segmented,     sent.segments,  sent.waits,
      sent.pauses,            sent.singleCalls};
  constexpr size_t kFixed = sizeof values / sizeof *values;
  if (!target.has(0, kFixed + kFallbackReasons)) return throwError(env, kBadRange, "target is too short");
  for (size_t index = 0; index < kFixed; index++) target.data[index] = static_cast<double>(values[index]);
  for (size_t reason = 0; reason < kFallbackReasons; reason++)
    target.data[kFixed + reason] = static_cast<double>(sent.fallbacks[reason]);
  return number(env, 0);
}

// interfaceIndex(name): 0 when there is none of that name.
napi_value interfaceIndex(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  char name[IF_NAMESIZE];
  if (!arguments.text(0, "name", name, sizeof name)) return nullptr;
  return number(env, static_cast<int32_t>(if_nametoindex(name)));
}

// interfaceName(index): an empty string when there is none with that index.
napi_value interfaceName(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  int64_t index;
  if (!arguments.integer(0, "index", 0, UINT32_MAX, &index)) return nullptr;
  char name[IF_NAMESIZE] = "";
  if (if_indextoname(static_cast<unsigned>(index), name) == nullptr) name[0] = 0;
  napi_value result = nullptr;
  napi_create_string_utf8(env, name, NAPI_AUTO_LENGTH, &result);
  return result;
}

// An ArrayBuffer over memory of the addon, which remains while JavaScript or a socket uses it.
bool addMemory(napi_env env, napi_value exports, const char* name, UdpMemory* memory, void* data, size_t size) {
  memory->retain();
  napi_value value;
  const auto release = [](napi_env, void*, void* hint) { static_cast<UdpMemory*>(hint)->release(); };
  if (napi_create_external_arraybuffer(env, data, size, release, memory, &value) == napi_ok)
    return napi_set_named_property(env, exports, name, value) == napi_ok;
  memory->release();
  return false;
}

void addOffset(napi_env env, napi_value exports, const char* name, const void* member, const Control* control) {
  const auto words = static_cast<const int32_t*>(member) - reinterpret_cast<const int32_t*>(control);
  napi_set_named_property(env, exports, name, number(env, static_cast<int32_t>(words)));
}

}  // namespace

void registerSockets(napi_env env, napi_value exports) {
  UdpTable* table = UdpTable::create(env);
  napi_value udp;
  if (table == nullptr || napi_create_object(env, &udp) != napi_ok) return;
  UdpMemory* memory = table->memory();
  Control* control = memory->control();
  if (!addMemory(env, udp, "arena", memory, memory->arena(), UdpMemory::kArenaSize)) return;
  if (!addMemory(env, udp, "control", memory, control, sizeof *control)) return;
  addOffset(env, udp, "optionsAt", control->options, control);
  addOffset(env, udp, "slotsAt", control->slots, control);
  addOffset(env, udp, "atAt", control->at, control);
  addOffset(env, udp, "lengthAt", control->length, control);
  addOffset(env, udp, "sendsAt", control->sends, control);
  addFunction(env, udp, "open", open, table);
  addFunction(env, udp, "hold", hold, table);
  addFunction(env, udp, "adopt", adopt, table);
  addFunction(env, udp, "release", release, table);
  addFunction(env, udp, "connect", connect, table);
  addFunction(env, udp, "address", address, table);
  addFunction(env, udp, "send", send, table);
  addFunction(env, udp, "close", close, table);
  addFunction(env, udp, "reference", reference, table);
  addFunction(env, udp, "counters", counters, table);
  addFunction(env, udp, "interfaceIndex", interfaceIndex, table);
  addFunction(env, udp, "interfaceName", interfaceName, table);
  napi_set_named_property(env, exports, "udp", udp);
}

}  // namespace wirechart
