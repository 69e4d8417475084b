// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QColor>
#include <QImage>
#include <QSize>

namespace interleave::widgets {

/// What is to be drawn, as a list of commands made in the GUI thread, so that another thread can turn it into pixels.
struct RecordedPicture {
    QByteArray commands; ///< of a QPicture; empty: nothing to draw
    QSize size;          ///< logical pixels
    qreal scale = 1;
    QColor ground;

    /// Shape: `size` × `scale` pixels; null without commands. Threads: any.
    [[nodiscard]] QImage image() const;
};

} // namespace interleave::widgets
