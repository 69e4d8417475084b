// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/recorded_picture.h"

#include <QPainter>
#include <QPicture>

namespace interleave::widgets {

QImage RecordedPicture::image() const
{
    if (commands.isEmpty() || size.isEmpty())
        return {};
    QImage image(size * scale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(scale);
    image.fill(ground);
    QPicture picture;
    picture.setData(commands.constData(), static_cast<uint>(commands.size()));
    QPainter painter(&image);
    painter.drawPicture(0, 0, picture);
    return image;
}

} // namespace interleave::widgets
