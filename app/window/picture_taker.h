// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QObject>
#include <QString>

#include <functional>
#include <vector>

namespace interleave::window {

/// A picture that is to be painted: its file name, and how.
struct PictureJob {
    QString fileName;
    std::function<QImage()> paint;
    std::function<bool()> busy = {}; ///< true: something is still being prepared for it in another thread; empty: never
};
/// A painted picture.
struct Picture {
    QString fileName;
    QImage image;
};

/// Paints pictures one at a time, each in a turn of the event loop of its own; deletes itself when done (or with its parent).
class PictureTaker : public QObject {
    Q_OBJECT
public:
    /// `done` gets what could be painted; pictures without data (null images) are left out.
    static void take(QObject *parent, std::vector<PictureJob> jobs, std::function<void(std::vector<Picture>)> done);

private:
    PictureTaker(QObject *parent, std::vector<PictureJob> jobs, std::function<void(std::vector<Picture>)> done);
    void next();

    std::vector<PictureJob> m_jobs;
    std::vector<Picture> m_pictures;
    std::function<void(std::vector<Picture>)> m_done;
    std::size_t m_position = 0;
};

/// The picture as the bytes of a PNG file. Threads: any.
std::string pngBytes(const QImage &image);

} // namespace interleave::window
