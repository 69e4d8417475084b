// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaObject>
#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <cstddef>
#include <utility>

namespace interleave::widgets {

/// More than this many tasks or events in one go is too much for the GUI thread.
inline constexpr std::size_t kGuiThreadLimit = 20'000;

/// Where everything that takes long runs. Not Qt's global pool: Qt draws large areas in that one, and its painting would wait for our jobs.
/// Threads: for the GUI thread. The application's end waits for what is in it.
QThreadPool &workPool();

/// Runs `work` in the work pool, then `then(result)` in the thread of `context`, if that still lives by then.
/// `context` must live in the thread that calls this.
template <class Work, class Then>
void runInPool(QObject *context, Work work, Then then)
{
    // Receivers may go while the work runs: the answer goes through a messenger that only its own thread touches.
    auto *messenger = new QObject;
    const QPointer<QObject> receiver(context);
    workPool().start([messenger, receiver, work = std::move(work), then = std::move(then)]() mutable {
        QMetaObject::invokeMethod(
            messenger,
            [messenger, receiver, then = std::move(then), result = work()]() mutable {
                if (receiver)
                    then(std::move(result));
                messenger->deleteLater();
            },
            Qt::QueuedConnection);
    });
}

} // namespace interleave::widgets
