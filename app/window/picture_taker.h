// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QObject>
#include <QString>

#include <functional>
#include <vector>

namespace interleave::window {

/// Turns what was prepared into pixels. Threads: any.
using Pixels = std::function<QImage()>;

/// A picture that is to be painted: its file name, and how.
struct PictureJob {
    QString fileName;
    std::function<Pixels()> paint; ///< in the GUI thread; what takes long belongs into what it returns; empty: no data
    std::function<bool()> busy = {}; ///< true: something is still being prepared for it in another thread; empty: never
};
/// A picture of which only the pixels are missing.
struct Picture {
    QString fileName;
    Pixels pixels;
};

/// Prepares pictures one at a time, each in a turn of the event loop of its own; deletes itself when done (or with its parent).
class PictureTaker : public QObject {
    Q_OBJECT
public:
    /// `done` gets what could be prepared; pictures without data are left out.
    static void take(QObject *parent, std::vector<PictureJob> jobs, std::function<void(std::vector<Picture>)> done);

private:
    PictureTaker(QObject *parent, std::vector<PictureJob> jobs, std::function<void(std::vector<Picture>)> done);
    void next();

    std::vector<PictureJob> m_jobs;
    std::vector<Picture> m_pictures;
    std::function<void(std::vector<Picture>)> m_done;
    std::size_t m_position = 0;
};

/// A picture that is there already; without one if it is null.
Pixels ready(QImage image);

/// The picture as the bytes of a PNG file. Threads: any.
std::string pngBytes(const QImage &image);

} // namespace interleave::window
