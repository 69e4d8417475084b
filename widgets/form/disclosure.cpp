// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/disclosure.h"

namespace interleave::widgets {

Disclosure::Disclosure(QWidget *content, bool words, QWidget *parent) : QToolButton(parent), m_content(content)
{
    setCheckable(true);
    setAutoRaise(true);
    setArrowType(Qt::RightArrow);
    setToolButtonStyle(words ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
    m_content->hide();
    connect(this, &QToolButton::toggled, this, [this](bool open) {
        setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
        m_content->setVisible(open);
    });
}

} // namespace interleave::widgets
