#ifndef WIRECHART_RECORDS_H
#define WIRECHART_RECORDS_H

#include <node_api.h>

namespace wirechart {

// Adds the functions for record protection to the exports of one environment.
void registerRecords(napi_env env, napi_value exports);

}  // namespace wirechart

#endif
