#ifndef WIRECHART_ENVIRONMENT_H
#define WIRECHART_ENVIRONMENT_H

#include <node_api.h>
#include <uv.h>

namespace wirechart {

// A libuv handle with the lifetime of its owner, closed at the latest when its environment ends: a handle that is open
// when a worker's loop ends aborts the process. The hook of the environment waits until the handle is closed.
class OwnedHandle {
 public:
  using Closed = void (*)(void* owner);

  // To be called after the handle was initialized on the loop of `env`; takes its `data`. `closed` runs once, when libuv
  // no longer uses the handle: the owner may be freed in it. JavaScript may be gone by then. False: the environment will
  // not close the handle, and close() still works.
  bool own(napi_env env, uv_handle_t* handle, void* owner, Closed closed);

  // Begins to close the handle. A second call does nothing.
  void close();
  bool closing() const { return closing_; }
  void* owner() const { return owner_; }

 private:
  static void onEnvironmentEnd(napi_async_cleanup_hook_handle hook, void* data);
  static void onClosed(uv_handle_t* handle);

  uv_handle_t* handle_ = nullptr;
  void* owner_ = nullptr;
  Closed closed_ = nullptr;
  napi_async_cleanup_hook_handle hook_ = nullptr;
  bool closing_ = false;
};

// The loop of an environment; nullptr when it has none.
uv_loop_t* loopOf(napi_env env);

}  // namespace wirechart

#endif
