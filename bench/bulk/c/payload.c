// The messages of bulk.h for the contenders on Node: an addon, so that all contenders write and check them by the same code.
// A call with a wrong argument does nothing, and returns 0.
#include <node_api.h>

#include "bulk.h"

#define MOST_ARGUMENTS 7

struct call {
    napi_env env;
    size_t count;
    napi_value values[MOST_ARGUMENTS];
};

static struct call call_of(napi_env env, napi_callback_info info) {
    struct call call = {.env = env, .count = MOST_ARGUMENTS};
    napi_get_cb_info(env, info, &call.count, call.values, NULL, NULL);
    return call;
}

static uint32_t number_at(const struct call *call, size_t index) {
    uint32_t number = 0;
    napi_get_value_uint32(call->env, call->values[index], &number);
    return number;
}

// The elements of a typed array; none where it is not of the type.
struct elements {
    void *data;
    size_t length;
};

static struct elements elements_at(const struct call *call, size_t index, napi_typedarray_type wanted) {
    struct elements elements;
    napi_typedarray_type type;
    if (napi_get_typedarray_info(call->env, call->values[index], &type, &elements.length, &elements.data, NULL, NULL) ==
            napi_ok &&
        type == wanted)
        return elements;
    return (struct elements){0};
}

static napi_value result_of(const struct call *call, uint32_t number) {
    napi_value value = NULL;
    napi_create_uint32(call->env, number, &value);
    return value;
}

// write(size, target, at, count, number): how many messages were written back to back. None of them is the last one.
static napi_value write_messages(napi_env env, napi_callback_info info) {
    struct call call = call_of(env, info);
    uint32_t size = number_at(&call, 0);
    struct elements target = elements_at(&call, 1, napi_uint8_array);
    size_t at = number_at(&call, 2);
    uint32_t count = number_at(&call, 3);
    uint32_t number = number_at(&call, 4);
    uint32_t written = 0;
    if (size < HEADER_BYTES || size > MAX_SIZE) return result_of(&call, 0);
    for (; written < count && at + size <= target.length; written++, at += size)
        write_message((uint8_t *)target.data + at, number + written, false, size);
    return result_of(&call, written);
}

// check(size, source, at, length, from, to, number): how many messages from element `from` on are those from `number` on.
// Stops at the last one of all, and at a wrong one.
static napi_value check_messages(napi_env env, napi_callback_info info) {
    struct call call = call_of(env, info);
    uint32_t size = number_at(&call, 0);
    struct elements source = elements_at(&call, 1, napi_uint8_array);
    struct elements at = elements_at(&call, 2, napi_int32_array);
    struct elements length = elements_at(&call, 3, napi_int32_array);
    uint32_t from = number_at(&call, 4);
    uint32_t to = number_at(&call, 5);
    uint32_t number = number_at(&call, 6);
    uint32_t index = from;
    if (size < HEADER_BYTES || size > MAX_SIZE) return result_of(&call, 0);
    for (; index < to && index < at.length && index < length.length; index++) {
        size_t start = ((uint32_t *)at.data)[index];
        if (((uint32_t *)length.data)[index] != size || start + size > source.length) break;
        if (!is_message((uint8_t *)source.data + start, number + index - from, size)) break;
    }
    return result_of(&call, index - from);
}

static void add(napi_env env, napi_value exports, const char *name, napi_callback callback) {
    napi_value function;
    if (napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, NULL, &function) == napi_ok)
        napi_set_named_property(env, exports, name, function);
}

NAPI_MODULE_INIT() {
    init_payload(MAX_SIZE);
    add(env, exports, "write", write_messages);
    add(env, exports, "check", check_messages);
    return exports;
}
