// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// Debian's libtbb is not built for ThreadSanitizer, which therefore cannot see the synchronisation inside it. What goes through
/// it is announced with these two; without ThreadSanitizer they are nothing.
#if defined(__SANITIZE_THREAD__)
#define INTERLEAVE_TSAN 1
#define INTERLEAVE_NO_TSAN __attribute__((no_sanitize_thread))
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define INTERLEAVE_TSAN 1
#define INTERLEAVE_NO_TSAN __attribute__((no_sanitize("thread")))
#endif
#endif

#ifdef INTERLEAVE_TSAN
extern "C" {
void __tsan_acquire(void *);
void __tsan_release(void *);
}
namespace interleave::executors {
inline void handOver(void *p) { __tsan_release(p); }
inline void takeOver(void *p) { __tsan_acquire(p); }
} // namespace interleave::executors
#else
#define INTERLEAVE_NO_TSAN
namespace interleave::executors {
inline void handOver(void *) { }
inline void takeOver(void *) { }
} // namespace interleave::executors
#endif
