// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/picture_taker.h"

#include <QBuffer>
#include <QTimer>

#include <utility>

namespace interleave::window {

void PictureTaker::take(QObject *parent, std::vector<PictureJob> jobs, std::function<void(std::vector<Picture>)> done)
{
    auto *taker = new PictureTaker(parent, std::move(jobs), std::move(done));
    QTimer::singleShot(0, taker, &PictureTaker::next);
}

PictureTaker::PictureTaker(QObject *parent, std::vector<PictureJob> jobs, std::function<void(std::vector<Picture>)> done)
    : QObject(parent), m_jobs(std::move(jobs)), m_done(std::move(done))
{
}

void PictureTaker::next()
{
    if (m_position == m_jobs.size()) {
        m_done(std::move(m_pictures));
        deleteLater();
        return;
    }
    const PictureJob &job = m_jobs[m_position];
    if (job.busy && job.busy()) {
        QTimer::singleShot(20, this, &PictureTaker::next);
        return;
    }
    ++m_position;
    if (Pixels pixels = job.paint())
        m_pictures.push_back({job.fileName, std::move(pixels)});
    QTimer::singleShot(0, this, &PictureTaker::next);
}

Pixels ready(QImage image)
{
    if (image.isNull())
        return {};
    return [image = std::move(image)] { return image; };
}

std::string pngBytes(const QImage &image)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes.toStdString();
}

} // namespace interleave::window
