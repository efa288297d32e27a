// Lets sendmsg and sendmmsg fail as SEND_FAULTS says: a list of ERRNO:WHEN:TIMES, where WHEN is `gso` for messages with
// UDP_SEGMENT, `mmsg` for sendmmsg, `msg` for sendmsg, and `any`. SEND_MOST limits the messages of a successful sendmmsg.
// RECEIVE_FAULT, an error, is that of each recvmmsg.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define UDP_SEGMENT 103

struct fault {
  int error;
  char when[8];
  int times;
};

static struct fault faults[16];
static int count = -1;

static int fails(const struct msghdr* message, const char* call) {
  if (count < 0) {
    const char* text = getenv("SEND_FAULTS");
    int used = 0;
    for (count = 0; text != NULL && count < 16; text += used) {
      struct fault* fault = &faults[count];
      if (sscanf(text, "%d:%7[a-z]:%d%n", &fault->error, fault->when, &fault->times, &used) != 3) break;
      count++;
      if (text[used] == ',') used++;
    }
  }
  const struct cmsghdr* header = CMSG_FIRSTHDR(message);
  const int isGso = header != NULL && header->cmsg_type == UDP_SEGMENT;
  for (int index = 0; index < count; index++) {
    struct fault* fault = &faults[index];
    const int matches =
        !strcmp(fault->when, "any") || !strcmp(fault->when, call) || (isGso && !strcmp(fault->when, "gso"));
    if (!matches || fault->times == 0) continue;
    fault->times--;
    errno = fault->error;
    return 1;
  }
  return 0;
}

ssize_t sendmsg(int fd, const struct msghdr* message, int flags) {
  static ssize_t (*next)(int, const struct msghdr*, int);
  if (next == NULL) next = (ssize_t (*)(int, const struct msghdr*, int))dlsym(RTLD_NEXT, "sendmsg");
  return fails(message, "msg") ? -1 : next(fd, message, flags);
}

int sendmmsg(int fd, struct mmsghdr* messages, unsigned length, int flags) {
  static int (*next)(int, struct mmsghdr*, unsigned, int);
  if (next == NULL) next = (int (*)(int, struct mmsghdr*, unsigned, int))dlsym(RTLD_NEXT, "sendmmsg");
  const char* most = getenv("SEND_MOST");
  if (most != NULL && length > (unsigned)atoi(most)) length = (unsigned)atoi(most);
  return fails(&messages->msg_hdr, "mmsg") ? -1 : next(fd, messages, length, flags);
}

int recvmmsg(int fd, struct mmsghdr* messages, unsigned length, int flags, struct timespec* timeout) {
  static int (*next)(int, struct mmsghdr*, unsigned, int, struct timespec*);
  if (next == NULL) next = (int (*)(int, struct mmsghdr*, unsigned, int, struct timespec*))dlsym(RTLD_NEXT, "recvmmsg");
  const char* error = getenv("RECEIVE_FAULT");
  if (error == NULL) return next(fd, messages, length, flags, timeout);
  errno = atoi(error);
  return -1;
}
