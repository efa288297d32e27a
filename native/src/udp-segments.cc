#include "udp-segments.h"

namespace wirechart {

size_t splitSegments(size_t at, size_t length, size_t segment, DatagramList* list) {
  const size_t step = segment == 0 || segment > length ? length : segment;
  const size_t added = step == 0 ? 1 : (length + step - 1) / step;
  if (added > list->capacity - list->count) return 0;
  for (size_t index = 0, from = 0; index < added; index++, from += step) {
    list->at[list->count] = static_cast<int32_t>(at + from);
    list->length[list->count] = static_cast<int32_t>(length - from < step ? length - from : step);
    list->count++;
  }
  return added;
}

}  // namespace wirechart
