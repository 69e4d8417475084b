// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

namespace interleave::widgets {

/// A button with an arrow that shows and hides a widget.
class Disclosure : public QToolButton {
    Q_OBJECT
public:
    /// With `words` the button's text stands beside the arrow.
    Disclosure(QWidget *content, bool words, QWidget *parent = nullptr);

    void setOpen(bool open) { setChecked(open); }
    [[nodiscard]] bool isOpen() const { return isChecked(); }

private:
    QWidget *m_content;
};

} // namespace interleave::widgets
