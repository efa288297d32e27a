#include "environment.h"

namespace wirechart {

bool OwnedHandle::own(napi_env env, uv_handle_t* handle, void* owner, Closed closed) {
  handle_ = handle;
  owner_ = owner;
  closed_ = closed;
  handle->data = this;
  return napi_add_async_cleanup_hook(env, onEnvironmentEnd, this, &hook_) == napi_ok;
}

void OwnedHandle::close() {
  if (closing_ || handle_ == nullptr) return;
  closing_ = true;
  uv_close(handle_, onClosed);
}

void OwnedHandle::onEnvironmentEnd(napi_async_cleanup_hook_handle, void* data) {
  // The hook is removed when the handle is closed; until then the environment waits.
  static_cast<OwnedHandle*>(data)->close();
}

void OwnedHandle::onClosed(uv_handle_t* handle) {
  OwnedHandle* self = static_cast<OwnedHandle*>(handle->data);
  // The owner may be freed in `closed`, and this object with it.
  if (self->hook_ != nullptr) napi_remove_async_cleanup_hook(self->hook_);
  self->closed_(self->owner_);
}

uv_loop_t* loopOf(napi_env env) {
  uv_loop_t* loop = nullptr;
  return napi_get_uv_event_loop(env, &loop) == napi_ok ? loop : nullptr;
}

}  // namespace wirechart
